"""Every write to a case, one function a verb. All end in `applying.Draft.apply`."""
