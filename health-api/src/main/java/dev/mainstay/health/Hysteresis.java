// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

/**
 * From a row of outcomes to what is published. Immutable.
 *
 * @param published what the outcomes so far amount to
 * @param failures DOWN outcomes in a row
 * @param successes UP or DEGRADED outcomes in a row
 * @param succeeded whether there ever was a success
 */
record Hysteresis(Status published, int failures, int successes, boolean succeeded) {
    static final Hysteresis INITIAL = new Hysteresis(Status.UNKNOWN, 0, 0, false);

    /** The state after one more outcome. */
    Hysteresis after(Status outcome, boolean inStartPeriod, CheckSettings settings) {
        return switch (outcome) {
            case UNKNOWN -> this;
            case DOWN ->
                    inStartPeriod && !succeeded
                            ? new Hysteresis(published, failures, 0, false)
                            : failed(settings.failureThreshold());
            case UP, DEGRADED -> passed(outcome, settings.successThreshold());
        };
    }

    private Hysteresis failed(int threshold) {
        int inARow = oneMore(failures);
        return new Hysteresis(inARow >= threshold ? Status.DOWN : published, inARow, 0, succeeded);
    }

    private Hysteresis passed(Status outcome, int threshold) {
        int inARow = oneMore(successes);
        boolean counts = published.isPassing() || inARow >= threshold;
        return new Hysteresis(counts ? outcome : published, 0, inARow, true);
    }

    private static int oneMore(int count) {
        return count == Integer.MAX_VALUE ? count : count + 1;
    }
}
