// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import dev.mainstay.health.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a breaker does, said naively: one thread, whole seconds, no cleverness. */
final class BreakerModel {
    /** The leave to make a call: which round it is of, and since when. */
    static final class Ticket {
        final int round;
        final boolean trial;
        final long since;

        Ticket(int round, boolean trial, long since) {
            this.round = round;
            this.trial = trial;
            this.since = since;
        }
    }

    private static final int TRIAL_TIMEOUT = 60;
    private static final int OPEN_FOR = 10;

    private final int window;
    private final int minimum;
    private final int percent;
    private final int trialCalls;
    private final int slowerThan;
    private final boolean grows;

    BreakerState state = BreakerState.CLOSED;
    long now;
    int stale;
    int opened;

    private int round;
    private int openings;
    private long openUntil;
    private int passed;
    private final List<String> last = new ArrayList<>();
    private final List<Ticket> trials = new ArrayList<>();

    /** A window of the last calls; all of it must fail unless {@code rated}. */
    BreakerModel(Random random) {
        boolean rated = random.nextBoolean();
        this.window = 1 + random.nextInt(4);
        this.minimum = rated ? 1 + random.nextInt(window) : window;
        this.percent = rated ? 1 + random.nextInt(100) : 100;
        int trialCalls = 1 + random.nextInt(3);
        int slowerThan = random.nextBoolean() ? 0 : 20;
        boolean grows = random.nextBoolean();
        this.trialCalls = trialCalls;
        this.slowerThan = slowerThan;
        this.grows = grows;
    }

    Breaker breaker(FakeTime time) {
        BreakerBuilder builder =
                Breaker.named("model")
                        .trialCalls(trialCalls)
                        .openFor(Duration.ofSeconds(OPEN_FOR))
                        .openForAtMost(Duration.ofSeconds(grows ? 4 * OPEN_FOR : OPEN_FOR))
                        .openJitter(0)
                        .time(time);
        if (minimum == window && percent == 100) {
            builder.failuresInARow(window);
        } else {
            builder.failureRate(percent).over(Window.lastCalls(window)).minimumCalls(minimum);
        }
        if (slowerThan > 0) {
            builder.slowCalls(100, Duration.ofSeconds(slowerThan));
        }
        return builder.build();
    }

    @Nullable Ticket acquire() {
        if (state == BreakerState.OPEN && now >= openUntil) {
            state = BreakerState.HALF_OPEN;
            round++;
            passed = 0;
            trials.clear();
        }
        if (state == BreakerState.HALF_OPEN) {
            if (trials.stream().anyMatch(t -> now - t.since >= TRIAL_TIMEOUT)) {
                open();
                return null;
            }
            if (passed + trials.size() >= trialCalls) {
                return null;
            }
            Ticket trial = new Ticket(round, true, now);
            trials.add(trial);
            return trial;
        }
        return state == BreakerState.CLOSED ? new Ticket(round, false, now) : null;
    }

    void settle(Ticket ticket, boolean success) {
        boolean slow = slowerThan > 0 && now - ticket.since > slowerThan;
        if (ticket.round != round || (ticket.trial && !trials.contains(ticket))) {
            stale++;
        } else if (ticket.trial) {
            trials.remove(ticket);
            if (!success || slow) {
                open();
            } else if (++passed == trialCalls) {
                close();
            }
        } else if (state == BreakerState.CLOSED) {
            last.add((success ? "s" : "f") + (slow ? "slow" : ""));
            if (last.size() > window) {
                last.remove(0);
            }
            long failed = last.stream().filter(end -> end.startsWith("f")).count();
            boolean allSlow = last.stream().allMatch(end -> end.endsWith("slow"));
            if (last.size() >= minimum
                    && (failed * 100 >= (long) percent * last.size() || allSlow)) {
                openings = 0;
                open();
            }
        } else {
            stale++;
        }
    }

    void release(Ticket ticket) {
        trials.remove(ticket);
    }

    void isolate() {
        state = BreakerState.ISOLATED;
        leave();
    }

    void reset() {
        close();
    }

    long left() {
        return state == BreakerState.OPEN ? Math.max(0, openUntil - now) : -1;
    }

    private void open() {
        opened++;
        openings++;
        long wait =
                grows
                        ? Math.min(4 * OPEN_FOR, OPEN_FOR * (1L << Math.min(openings - 1, 10)))
                        : OPEN_FOR;
        openUntil = now + wait;
        state = BreakerState.OPEN;
        trials.clear();
    }

    private void close() {
        state = BreakerState.CLOSED;
        last.clear();
        leave();
    }

    private void leave() {
        round++;
        openings = 0;
        trials.clear();
    }

    @Override
    public String toString() {
        return "model(%d%% of %d, at least %d, %d trials, slower than %d, grows %s)"
                .formatted(percent, window, minimum, trialCalls, slowerThan, grows);
    }
}
