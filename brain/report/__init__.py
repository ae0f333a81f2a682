"""What was measured, as claims, tables, figures and a page. matplotlib only here."""
