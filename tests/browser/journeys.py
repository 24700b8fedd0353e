"""Who walks which journey, and on which screen unless `--widths all` asks for each.

A journey is a browser test that asks for `width`. It does what a person at that width would do: where the list has no
room beside the case, a row leads to its page.
"""

PHONE, TABLET, DESKTOP = 390, 768, 1440
"""Pixels across. Below 1200 a case opens on a page of its own; below 768 the menu is at the thumb."""
WIDTHS = (PHONE, TABLET, DESKTOP)
SPLIT = 1200

JOURNEYS = {
    "resident": {
        "test_without_javascript_one_reports_tracks_and_rates": PHONE,
        "test_with_javascript_the_map_names_the_grid_and_the_stopper_warns": DESKTOP,
        "test_a_draft_comes_back_and_can_be_dropped": PHONE,
        "test_without_network_a_report_waits_and_is_sent_once": PHONE,
        "test_by_keys_alone_a_resident_reports_and_tracks": TABLET,
    },
    "whoever holds a link": {
        "test_a_question_is_answered_by_a_link": PHONE,
        "test_a_helping_unit_replies_by_a_link": TABLET,
    },
    "building steward": {"test_a_steward_records_what_the_building_needs": PHONE},
    "grid worker": {
        "test_a_grid_worker_signs_notes_and_settles": PHONE,
        "test_by_keys_alone_a_grid_worker_signs_notes_and_settles": TABLET,
        "test_signed_and_noted_offline_both_arrive_once_and_in_order": PHONE,
        "test_found_and_settled_on_the_round": PHONE,
        "test_the_case_page_fetches_what_runs_beside_it": PHONE,
        "test_the_sheet_of_a_building_from_the_desk_to_the_report": PHONE,
    },
    "clerk": {
        "test_the_triage_desk_dispatches": TABLET,
        "test_ten_cases_are_dispatched_by_keys_alone": DESKTOP,
        "test_selected_ones_are_done_together": DESKTOP,
    },
    "handler": {"test_a_department_submits_its_result_and_a_property_company_returns_an_order": TABLET},
    "unit head": {"test_the_head_of_a_unit_decides_on_a_return": DESKTOP},
    "checker": {"test_a_checker_passes_one_result_and_sends_one_back": TABLET},
    "callback clerk": {"test_a_call_is_recorded": DESKTOP},
    "leader": {
        "test_the_three_worst_communities_are_found_by_what_the_screen_says": PHONE,
        "test_by_keys_alone_a_leader_gets_to_where_it_burns": TABLET,
        "test_a_leader_puts_up_a_wall_display": DESKTOP,
    },
    "auditor": {"test_an_auditor_reads_who_did_what": TABLET},
    "administrator": {
        "test_a_figure_of_the_process_is_set": TABLET,
        "test_by_keys_alone_the_sheet_of_a_building_is_printed": DESKTOP,
    },
    "volunteer": {"test_a_volunteer_reports_in_and_takes_part": PHONE},
}
"""By the role: the test, and its screen in an ordinary run. Together they use all three."""

NATURAL = {test: width for tests in JOURNEYS.values() for test, width in tests.items()}
