"""How networks are trained, alone, beside the game and by the thousand. torch only here."""
