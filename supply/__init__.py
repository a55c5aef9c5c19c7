"""What the site is made of beside its own code: packages by their pins, files of others by their
records. Told as a CycloneDX bill of materials and a list of licences, and asked about known flaws.
"""
