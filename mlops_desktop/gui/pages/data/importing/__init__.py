"""A file on its way in: how it is read, what is asked, where it goes."""
