"""From what a person typed to the intents it may mean, with calibrated confidence."""
