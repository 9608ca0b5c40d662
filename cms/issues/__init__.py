"""Issues of the publications: arranging, checking, signing, correcting and printing them."""
