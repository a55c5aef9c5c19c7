"""Made-up rows in the shape of the real reference: the same kinds, links and skew, in any number."""
