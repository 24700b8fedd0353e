def test_the_database_answers(db):
    pass
