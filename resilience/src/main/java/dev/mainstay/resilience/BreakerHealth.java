// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import dev.mainstay.internal.Text;
import dev.mainstay.internal.Throwables;
import dev.mainstay.resilience.circuit.OpenState;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The health of a {@link Breaker}, read without making a call: CLOSED is UP, everything else
 * DEGRADED, for the service does its other work.
 *
 * <pre>{@code
 * HealthMonitor.builder().readiness("extractor", extractor.healthCheck())
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class BreakerHealth implements HealthCheck {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Log LOG = Log.of(BreakerHealth.class);

    private final Breaker breaker;
    private final LongSupplier nanoTime;
    private final @Nullable Critical critical;

    BreakerHealth(Breaker breaker, LongSupplier nanoTime) {
        this.breaker = breaker;
        this.nanoTime = nanoTime;
        this.critical = null;
    }

    private BreakerHealth(
            BreakerHealth passive, long afterOpen, long recover, Callable<?> selfProbe) {
        this.breaker = passive.breaker;
        this.nanoTime = passive.nanoTime;
        this.critical = new Critical(afterOpen, recover, selfProbe);
    }

    /**
     * Makes a check that is DOWN while the service is no use without this dependency. An instance
     * that is DOWN gets no traffic, so its breaker would never see a trial: while the circuit is
     * not closed, and until the check has recovered, each run makes one call of its own through the
     * breaker, on the monitor's thread. An isolated breaker is left alone.
     *
     * @param afterOpenFor DOWN once the circuit has not been closed for so long, counted from the
     *     first run that saw it so; 0 to 1 day
     * @param selfProbe a cheap call to the dependency, with a timeout of its own
     * @param recoverAfter UP again once the circuit has been closed for so long; 0 to 1 day
     * @return a new check
     * @throws IllegalArgumentException if a duration is outside its range
     */
    public BreakerHealth critical(
            Duration afterOpenFor, Callable<?> selfProbe, Duration recoverAfter) {
        Require.between("afterOpenFor", Duration.ZERO, DAY, afterOpenFor);
        Require.between("recoverAfter", Duration.ZERO, DAY, recoverAfter);
        requireNonNull(selfProbe, "selfProbe");
        return new BreakerHealth(this, afterOpenFor.toNanos(), recoverAfter.toNanos(), selfProbe);
    }

    @Override
    public Health check() throws Exception {
        return critical == null ? passive() : critical.look();
    }

    private Health passive() {
        BreakerState state = breaker.state();
        OpenState open = breaker.open();
        String message = "circuit '%s' is %s".formatted(breaker.name(), state);
        if (open != null) {
            long left = open.left(nanoTime.getAsLong());
            message += " (%s); next trial in %s".formatted(open.why(), Durations.seconds(left));
        }
        Health health = state == BreakerState.CLOSED ? Health.up() : Health.degraded(message);
        return details(health, state, open);
    }

    private Health details(Health health, BreakerState state, @Nullable OpenState open) {
        Health told =
                health.with("breaker", Text.of(state))
                        .with("failuresInARow", breaker.failuresInARow());
        if (open != null) {
            double left = open.left(nanoTime.getAsLong()) / 1e9;
            told = told.with("nextTrialSeconds", Math.round(left * 10) / 10.0);
        }
        Throwable last = breaker.lastFailure().orElse(null);
        return state == BreakerState.CLOSED || last == null
                ? told
                : told.with("lastFailure", Throwables.describe(last));
    }

    /** The memory of a check that may be DOWN: since when, and whether it has recovered. */
    private final class Critical {
        private final long afterOpenNanos;
        private final long recoverNanos;
        private final Callable<?> selfProbe;
        private boolean troubled;
        private boolean down;
        private boolean closed;
        private long since;

        Critical(long afterOpenNanos, long recoverNanos, Callable<?> selfProbe) {
            this.afterOpenNanos = afterOpenNanos;
            this.recoverNanos = recoverNanos;
            this.selfProbe = selfProbe;
        }

        Health look() throws InterruptedException {
            String trouble;
            try {
                if (isTroubled()) {
                    probe();
                }
            } finally {
                // The time counts from the first look, whatever the probe threw.
                trouble = judge();
            }
            return trouble == null
                    ? passive()
                    : details(Health.down(trouble), breaker.state(), breaker.open());
        }

        private synchronized boolean isTroubled() {
            BreakerState state = breaker.state();
            return state != BreakerState.ISOLATED && (down || state != BreakerState.CLOSED);
        }

        private void probe() throws InterruptedException {
            try {
                breaker.call(selfProbe);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                LOG.debug(
                        "the self-probe of circuit '{}' failed: {}",
                        breaker.name(),
                        Throwables.describe(e));
            }
        }

        /** Why it is DOWN; null if it is not. */
        private synchronized @Nullable String judge() {
            long now = nanoTime.getAsLong();
            boolean isClosed = breaker.state() == BreakerState.CLOSED;
            if (!troubled || closed != isClosed) {
                troubled = true;
                closed = isClosed;
                since = now;
            }
            long held = now - since;
            if (isClosed && (!down || held >= recoverNanos)) {
                down = false;
            } else if (!isClosed && held >= afterOpenNanos) {
                down = true;
            }
            if (!down) {
                return null;
            }
            return isClosed
                    ? "circuit '%s' has been closed for %s, and must be for %s"
                            .formatted(
                                    breaker.name(),
                                    Durations.seconds(held),
                                    Durations.seconds(recoverNanos))
                    : "circuit '%s' has not been closed for %s"
                            .formatted(breaker.name(), Durations.seconds(held));
        }
    }
}
