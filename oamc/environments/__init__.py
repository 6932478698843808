"""What an environment makes of applications: which come out, which traits they have, and which values each of them takes."""
