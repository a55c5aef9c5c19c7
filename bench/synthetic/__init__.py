"""Made-up rows in the shape of the real reference: same kinds, links and skew, in any number."""
