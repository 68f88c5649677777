package dev.caisse.connectors.sandbox;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a call wants done at the sandbox.
///
/// @param act does it and says what came of it
/// @param unknown what the caller is told when no answer reaches it
/// @param news hears the answer when it came about behind the caller's back
record Errand<T>(Supplier<T> act, Function<String, T> unknown, Consumer<T> news) {}
