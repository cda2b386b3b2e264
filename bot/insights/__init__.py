"""What people ask, without the people: counts by day, questions without an answer, reports."""
