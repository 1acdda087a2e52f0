"""Results on disk, kept between runs. Stores and gives back; never interprets."""
