// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.shutdown.InFlight;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request that {@link Traffic} was asked about. If it was let in it is under way until it is
 * ended: when the last byte of its answer has been handed over, or its connection is lost.
 *
 * <p>Thread-safe.
 */
public final class TrafficRequest {
    private final @Nullable Traffic traffic;
    private final InFlight.@Nullable Token token;
    private final @Nullable HealthResponse refusal;
    private final long begunAt = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    private TrafficRequest(
            @Nullable Traffic traffic,
            InFlight.@Nullable Token token,
            @Nullable HealthResponse refusal) {
        this.traffic = traffic;
        this.token = token;
        this.refusal = refusal;
    }

    static TrafficRequest admitted(Traffic traffic, InFlight.Token token) {
        return new TrafficRequest(traffic, token, null);
    }

    static TrafficRequest exempt(Traffic traffic) {
        return new TrafficRequest(traffic, null, null);
    }

    static TrafficRequest refused(HealthResponse refusal) {
        return new TrafficRequest(null, null, refusal);
    }

    /**
     * Tells what to answer instead of the application.
     *
     * @return the answer, with all its headers; empty if the request was let in
     */
    public Optional<HealthResponse> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Tells whether the application's answer is to carry {@code Connection: close}. To be asked
     * when its headers are sent: the draining may have begun since the request did.
     *
     * @return true while the work in flight drains
     */
    public boolean isClosing() {
        return traffic != null && traffic.isDraining();
    }

    /**
     * Says that the request is answered. A second call does nothing, and neither does one for a
     * request that was not let in.
     *
     * @param route where in the application it went, such as {@code /orders/{id}}: one of a few
     * @param status the status code; below 100 if there was none
     */
    public void end(String route, int status) {
        requireNonNull(route, "route");
        if (token != null && traffic != null && ended.compareAndSet(false, true)) {
            try {
                traffic.ended(route, status, Duration.ofNanos(System.nanoTime() - begunAt));
            } finally {
                token.close();
            }
        }
    }
}
