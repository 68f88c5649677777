package dev.caisse.simulation;

import java.util.function.Supplier;

/// The stories of a plan one after the other, until there are so many, or they have so many operations together; then
/// null.
final class Stories implements Supplier<Story> {
    private final Plan plan;
    private final long operations;
    private final long payments;
    private long planned;
    private long next;

    Stories(Plan plan, long operations, long payments) {
        this.plan = plan;
        this.payments = payments;
        this.operations = operations;
    }

    @Override
    public Story get() {
        if (planned >= operations || next >= payments) {
            return null;
        }
        var story = plan.story(next++);
        planned += story.operations();
        return story;
    }
}
