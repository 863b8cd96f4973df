"""Tree -> documents -> sites -> desired rows. Pure: no file, socket, clock or environment."""
