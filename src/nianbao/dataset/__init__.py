"""From a store to a dataset that can be cited: harmonised over editions, with the quality of each cell beside it."""
