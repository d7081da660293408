### checkout
