package dev.caisse.webhooks;

/// A delivery in this node's hands, with what is to be sent.
record Job(DueDelivery due, Payload payload) {}
