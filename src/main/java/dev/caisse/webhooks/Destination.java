package dev.caisse.webhooks;

import dev.caisse.api.Dialect;
import dev.caisse.api.Secret;
import java.util.List;

/// Where an endpoint's events go, what they are signed with, and the dialect they are written in.
///
/// @param secrets the newest last
record Destination(String url, List<Secret> secrets, Dialect dialect) {}
