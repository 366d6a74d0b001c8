// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Require;
import dev.mainstay.resilience.circuit.CircuitSettings;
import dev.mainstay.resilience.circuit.OpeningRule;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Puts a {@link Breaker} together. Unless told otherwise it opens after 5 failures in a row, for 30
 * s, and closes after one successful trial.
 *
 * <p>Not thread-safe.
 */
public final class BreakerBuilder {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final String name;
    private int failurePercent = 100;
    private Window window = Window.lastCalls(5);
    private boolean inARow = true;
    private int minimumCalls;
    private int slowPercent;
    private Duration slowerThan = OpeningRule.NEVER;
    private Predicate<? super Throwable> countsAsFailure = thrown -> true;
    private Predicate<? super Throwable> ignores = thrown -> false;
    private Duration openFor = Duration.ofSeconds(30);
    private Duration openForAtMost = Duration.ZERO;
    private double openJitter = 0.1;
    private int trialCalls = 1;
    private Duration trialTimeout = Duration.ofMinutes(1);
    private LongSupplier nanoTime = System::nanoTime;
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    BreakerBuilder(String name) {
        this.name = Require.name(name);
    }

    /**
     * Opens the circuit after so many failures in a row. Replaces {@link #failureRate}.
     *
     * @param failures 1 to 1,000; default 5
     * @return this
     * @throws IllegalArgumentException if the number is outside its range
     */
    public BreakerBuilder failuresInARow(int failures) {
        Require.between("failuresInARow", 1, 1_000, failures);
        return rule(100, Window.lastCalls(failures), true);
    }

    /**
     * Opens the circuit when so many percent of the calls in a window failed, as in {@code
     * failureRate(50).over(lastCalls(20))}. Replaces {@link #failuresInARow}.
     *
     * @param percent 1 to 100
     * @return asks for the window
     * @throws IllegalArgumentException if the percentage is outside its range
     */
    public FailureRate failureRate(int percent) {
        return new FailureRate(this, Require.between("failureRate", 1, 100, percent));
    }

    /**
     * Sets how many calls a window needs before its rate means anything. On a quiet service a time
     * window that needs more calls than come in it never opens the circuit.
     *
     * @param calls 1 to 10,000; default 5, or all of a window of fewer calls
     * @return this
     * @throws IllegalArgumentException if the number is outside its range
     */
    public BreakerBuilder minimumCalls(int calls) {
        minimumCalls = Require.between("minimumCalls", 1, 10_000, calls);
        return this;
    }

    /**
     * Opens the circuit also when so many percent of the calls in the same window were slow, and
     * makes a slow trial a failed one. Off by default.
     *
     * @param percent 1 to 100
     * @param slowerThan 1 ms to 1 day
     * @return this
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public BreakerBuilder slowCalls(int percent, Duration slowerThan) {
        slowPercent = Require.between("slowCalls", 1, 100, percent);
        this.slowerThan = Require.between("slowerThan", MILLISECOND, DAY, slowerThan);
        return this;
    }

    /**
     * Sets how long the circuit stays open before a trial is let through.
     *
     * @param openFor 1 ms to 1 day; default 30 s
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public BreakerBuilder openFor(Duration openFor) {
        this.openFor = Require.between("openFor", MILLISECOND, DAY, openFor);
        return this;
    }

    /**
     * Lets the open time double with each failed round of trials, up to a limit.
     *
     * @param most {@code openFor} to 1 day; default {@code openFor}, so that it does not grow
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public BreakerBuilder openForAtMost(Duration most) {
        openForAtMost = Require.between("openForAtMost", MILLISECOND, DAY, most);
        return this;
    }

    /**
     * Sets by how much the open time is lengthened at random, so that the breakers of a fleet do
     * not try in step.
     *
     * @param fraction 0 to 1 of the open time, added to it; default 0.1
     * @return this
     * @throws IllegalArgumentException if the fraction is outside its range
     */
    public BreakerBuilder openJitter(double fraction) {
        openJitter = Require.between("openJitter", 0.0, 1.0, fraction);
        return this;
    }

    /**
     * Sets how many trials must succeed, all of them, to close the circuit; no more are let through
     * at a time. One that fails opens it again.
     *
     * @param calls 1 to 100; default 1
     * @return this
     * @throws IllegalArgumentException if the number is outside its range
     */
    public BreakerBuilder trialCalls(int calls) {
        trialCalls = Require.between("trialCalls", 1, 100, calls);
        return this;
    }

    /**
     * Sets how long a trial may take; the next call after that time takes it for failed. It should
     * be longer than the client's own timeout.
     *
     * @param timeout 1 ms to 1 day; default 1 min
     * @return this
     * @throws IllegalArgumentException if the duration is outside its range
     */
    public BreakerBuilder trialTimeout(Duration timeout) {
        trialTimeout = Require.between("trialTimeout", MILLISECOND, DAY, timeout);
        return this;
    }

    /**
     * Sets which throwables are failures; others count as successes, as an answer "404" is a sign
     * of life. Futures' wrappers are taken off first. A predicate that throws makes a failure.
     *
     * @param predicate default all
     * @return this
     */
    public BreakerBuilder countsAsFailure(Predicate<? super Throwable> predicate) {
        countsAsFailure = requireNonNull(predicate, "predicate");
        return this;
    }

    /**
     * Sets which throwables count neither way. Interrupts never do.
     *
     * @param predicate default none
     * @return this
     */
    public BreakerBuilder ignores(Predicate<? super Throwable> predicate) {
        ignores = requireNonNull(predicate, "predicate");
        return this;
    }

    /**
     * Builds the breaker, CLOSED.
     *
     * @return the breaker
     * @throws IllegalArgumentException if the limits contradict each other
     */
    public Breaker build() {
        Duration most = openForAtMost.isZero() ? openFor : openForAtMost;
        if (most.compareTo(openFor) < 0) {
            throw new IllegalArgumentException(
                    "openForAtMost must not be less than openFor %s, but was %s"
                            .formatted(openFor, most));
        }
        OpeningRule rule =
                new OpeningRule(
                        failurePercent,
                        window.timed,
                        window.size,
                        inARow,
                        minimumCalls,
                        slowerThan,
                        slowPercent);
        CircuitSettings settings =
                new CircuitSettings(
                        name,
                        ignores,
                        limit(),
                        countsAsFailure,
                        openTime(openFor.toNanos(), most.toNanos(), openJitter, random),
                        trialCalls,
                        trialTimeout.toNanos(),
                        nanoTime,
                        Durations.nanos(slowerThan),
                        Breaker.LOG);
        return new Breaker(CircuitBreaker.of(name, rule.config(nanoTime)), settings);
    }

    private BreakerBuilder rule(int percent, Window window, boolean inARow) {
        this.failurePercent = percent;
        this.window = window;
        this.inARow = inARow;
        return this;
    }

    private String limit() {
        String limit = inARow ? window.size + " in a row" : failurePercent + "% of the " + window;
        return slowPercent == 0
                ? limit
                : "%s or %d%% slower than %s".formatted(limit, slowPercent, slowerThan);
    }

    /** Returns a time that doubles with each opening in a row up to a limit, with jitter upward. */
    private static IntToLongFunction openTime(
            long first, long most, double jitter, DoubleSupplier random) {
        return openings -> {
            long grown = Backoffs.doubled(first, most, openings);
            return Durations.plus(grown, (long) (grown * jitter * random.getAsDouble()));
        };
    }

    BreakerBuilder time(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        return this;
    }

    BreakerBuilder random(DoubleSupplier random) {
        this.random = random;
        return this;
    }

    /**
     * Asks for the window of a failure rate.
     *
     * <p>Not thread-safe.
     */
    public static final class FailureRate {
        private final BreakerBuilder builder;
        private final int percent;

        private FailureRate(BreakerBuilder builder, int percent) {
            this.builder = builder;
            this.percent = percent;
        }

        /**
         * Sets what the rate is measured over.
         *
         * @param window the last calls, or the calls of the last seconds
         * @return the builder
         */
        public BreakerBuilder over(Window window) {
            return builder.rule(percent, requireNonNull(window, "window"), false);
        }
    }
}
