"""The command of the bulletin office: content travels from the CMS to a release through these modules."""
