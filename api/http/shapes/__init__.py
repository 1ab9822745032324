"""What goes over the wire: requests and answers, apart from the rows they are made from."""
