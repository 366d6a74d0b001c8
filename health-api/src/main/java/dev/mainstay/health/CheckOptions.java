// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Require;
import java.time.Duration;

/**
 * The options of a check, in the words of Docker and Kubernetes.
 *
 * <pre>{@code
 * .readiness("redis", check, options -> options.interval(ofSeconds(5)).timeout(ofMillis(500)))
 * }</pre>
 *
 * <p>Not thread-safe; the monitor reads them while it registers the check, and not afterwards.
 */
public final class CheckOptions {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    Duration interval = Duration.ofSeconds(10);
    Duration timeout = Duration.ofSeconds(2);
    Duration startPeriod = Duration.ZERO;
    int failureThreshold = 3;
    int successThreshold = 1;
    Impact impact = Impact.REQUIRED;
    boolean interruptOnTimeout = true;

    CheckOptions() {}

    /**
     * Sets the time between two runs, give or take 10 %. While the latest outcome disagrees with
     * the published status the check runs every second, if that is sooner.
     *
     * @param interval 10 ms to 1 day; default 10 s
     * @return this
     * @throws IllegalArgumentException if the interval is outside its range
     */
    public CheckOptions interval(Duration interval) {
        this.interval = Require.between("interval", LEAST.multipliedBy(10), DAY, interval);
        return this;
    }

    /**
     * Sets how long a run may take, counted from its start.
     *
     * @param timeout 1 ms to 1 hour; default 2 s
     * @return this
     * @throws IllegalArgumentException if the timeout is outside its range
     */
    public CheckOptions timeout(Duration timeout) {
        this.timeout = Require.between("timeout", LEAST, HOUR, timeout);
        return this;
    }

    /**
     * Sets how many failures in a row publish DOWN.
     *
     * @param failureThreshold 1 to 1,000; default 3
     * @return this
     * @throws IllegalArgumentException if the threshold is outside its range
     */
    public CheckOptions failureThreshold(int failureThreshold) {
        this.failureThreshold = Require.between("failureThreshold", 1, 1_000, failureThreshold);
        return this;
    }

    /**
     * Sets how many successes in a row leave DOWN, or the UNKNOWN of the beginning.
     *
     * @param successThreshold 1 to 1,000; default 1
     * @return this
     * @throws IllegalArgumentException if the threshold is outside its range
     */
    public CheckOptions successThreshold(int successThreshold) {
        this.successThreshold = Require.between("successThreshold", 1, 1_000, successThreshold);
        return this;
    }

    /**
     * Sets for how long after the start failures do not count, unless there was a success.
     *
     * @param startPeriod 0 to 1 day; default 0
     * @return this
     * @throws IllegalArgumentException if the period is outside its range
     */
    public CheckOptions startPeriod(Duration startPeriod) {
        this.startPeriod = Require.between("startPeriod", Duration.ZERO, DAY, startPeriod);
        return this;
    }

    /**
     * Sets what the check's status means for its probes.
     *
     * @param impact the impact; default {@link Impact#REQUIRED}
     * @return this
     */
    public CheckOptions impact(Impact impact) {
        this.impact = requireNonNull(impact, "impact");
        return this;
    }

    /**
     * Sets whether a run that passes its timeout is interrupted, once. Switch it off for clients
     * whose connection an interrupt breaks.
     *
     * @param interruptOnTimeout default true
     * @return this
     */
    public CheckOptions interruptOnTimeout(boolean interruptOnTimeout) {
        this.interruptOnTimeout = interruptOnTimeout;
        return this;
    }
}
