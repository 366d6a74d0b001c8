// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Log;
import dev.mainstay.internal.Require;
import dev.mainstay.shutdown.InFlight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets an application's requests in, and counts them until they are answered, so that a shutdown
 * can wait for them. An adapter's traffic filter asks it about every request.
 *
 * <p>While the {@link InFlight} drains, requests are served and each answer asks its client to
 * close the connection, so that its next request goes elsewhere. After {@link #refuse()}, or when
 * the {@link InFlight} refuses, requests are answered with 503. Before that they are too when more
 * than {@code maxInFlight} would be under way: a request that waits for its turn past its client's
 * patience costs as much as one that is of use. Health's own requests are always let in, and not
 * counted: the filters know what goes to an adapter's handler or servlet of health.
 *
 * <pre>{@code
 * Traffic traffic = Traffic.builder(shutdown.inFlight()).maxInFlight(200).build();
 * }</pre>
 *
 * <p>Nothing blocks. Thread-safe.
 */
public final class Traffic {
    private static final Log LOG = Log.of(Traffic.class);
    private static final int MOST_NAME = 200;

    /** Called once for each request that was let in, when it is answered. */
    interface Recorder {
        void record(String route, int status, Duration time);
    }

    private final InFlight inFlight;
    private final String name;
    private final int maxInFlight;
    private final List<HealthEndpoints> exempt;
    private final HealthResponse draining;
    private final HealthResponse overloaded;
    private final CopyOnWriteArrayList<Recorder> recorders = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder shed = new LongAdder();
    private volatile boolean refusing;

    private Traffic(Builder builder) {
        this.inFlight = builder.inFlight;
        this.name = builder.name;
        this.maxInFlight = builder.maxInFlight;
        this.exempt = List.copyOf(builder.exempt);
        this.draining =
                Problems.unavailable(
                                "this instance is shutting down; another one takes the request",
                                Problems.RETRY_AFTER_SECONDS)
                        .closing();
        this.overloaded =
                Problems.unavailable("this instance has all it can do at the moment", "1");
    }

    /**
     * Makes one without a limit.
     *
     * @param inFlight what counts the requests, such as a shutdown coordinator's
     * @return new traffic
     */
    public static Traffic of(InFlight inFlight) {
        return builder(inFlight).build();
    }

    /**
     * Begins one with options.
     *
     * @param inFlight what counts the requests, such as a shutdown coordinator's
     * @return a builder
     */
    public static Builder builder(InFlight inFlight) {
        return new Builder(inFlight);
    }

    /**
     * Lets a request in, or does not. For adapters.
     *
     * @param request the request; in the report of a shutdown that it holds up, its method and path
     *     are its name
     * @return what to end when it is answered; it says what to answer if it was not let in
     */
    public TrafficRequest begin(HealthRequest request) {
        requireNonNull(request, "request");
        if (isExempt(request.path())) {
            return beginExempt();
        }
        if (refusing || inFlight.isRefusing()) {
            inFlight.turnAway();
            return refused(draining, refused);
        }
        if (count.incrementAndGet() > maxInFlight) {
            count.decrementAndGet();
            inFlight.turnAway();
            return refused(isDraining() ? overloaded.closing() : overloaded, shed);
        }
        InFlight.Token token = inFlight.tryBegin(name(request));
        if (token.isAdmitted()) {
            return TrafficRequest.admitted(this, token);
        }
        count.decrementAndGet();
        return refused(draining, refused);
    }

    /**
     * Lets a request of health's in, whatever the state, and does not count it. For adapters, which
     * know what a request goes to.
     *
     * @return what says whether its client is to close the connection
     */
    public TrafficRequest beginExempt() {
        return TrafficRequest.exempt(this);
    }

    /** Answers new requests with 503 from now on; a task for a shutdown's phase INGRESS. */
    public void refuse() {
        refusing = true;
    }

    /**
     * Returns the requests under way.
     *
     * @return requests that were let in and are not answered; without those of health
     */
    public int count() {
        return count.get();
    }

    /**
     * Returns how many requests came too late.
     *
     * @return requests refused because of a shutdown
     */
    public long refused() {
        return refused.sum();
    }

    /**
     * Returns how many requests were too many.
     *
     * @return requests refused because of {@code maxInFlight}
     */
    public long shed() {
        return shed.sum();
    }

    @Override
    public String toString() {
        return "traffic '%s' (%d in flight)".formatted(name, count());
    }

    String name() {
        return name;
    }

    boolean isDraining() {
        return refusing || inFlight.isDraining();
    }

    /** Adds one unless one that equals it is there. */
    void onAnswer(Recorder recorder) {
        recorders.addIfAbsent(recorder);
    }

    void ended(String route, int status, Duration time) {
        count.decrementAndGet();
        for (Recorder recorder : recorders) {
            try {
                recorder.record(route, status, time);
            } catch (Exception e) { // of a registry, which is the application's
                LOG.warn("a request's time could not be recorded", e);
            }
        }
    }

    private boolean isExempt(String path) {
        for (HealthEndpoints endpoints : exempt) {
            if (endpoints.owns(path)) {
                return true;
            }
        }
        return false;
    }

    private static TrafficRequest refused(HealthResponse response, LongAdder counter) {
        counter.increment();
        return TrafficRequest.refused(response);
    }

    private static String name(HealthRequest request) {
        String text = request.method() + " " + request.path();
        return text.length() <= MOST_NAME ? text : text.substring(0, MOST_NAME) + "…";
    }

    /** Options of {@link Traffic}. Not thread-safe. */
    public static final class Builder {
        private final InFlight inFlight;
        private final List<HealthEndpoints> exempt = new ArrayList<>();
        private String name = "http";
        private int maxInFlight = Integer.MAX_VALUE;

        private Builder(InFlight inFlight) {
            this.inFlight = requireNonNull(inFlight, "inFlight");
        }

        /**
         * Sets the name that its meters have as a tag, where a process has more than one.
         *
         * @param name 1 to 63 of {@code a-z}, {@code 0-9} and {@code -}, not beginning with a dash
         *     or {@code mainstay}; default {@code http}
         * @return this
         * @throws IllegalArgumentException if the name is of another form
         */
        public Builder name(String name) {
            this.name = Require.name(name);
            return this;
        }

        /**
         * Sets how many requests may be under way. It should be what the service serves within its
         * clients' patience; behind a pool of threads that is as large, it never takes effect.
         *
         * @param requests 1 or more; default no limit
         * @return this
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder maxInFlight(int requests) {
            Require.positive("maxInFlight", requests);
            this.maxInFlight = requests;
            return this;
        }

        /**
         * Lets health's own requests through where a filter stands before them and cannot know
         * them, as a handler of the application's own answers them: at and below the paths of the
         * endpoints. May be called more than once.
         *
         * @param endpoints health's
         * @return this
         */
        public Builder exempt(HealthEndpoints endpoints) {
            exempt.add(requireNonNull(endpoints, "endpoints"));
            return this;
        }

        /**
         * Builds it.
         *
         * @return new traffic
         */
        public Traffic build() {
            return new Traffic(this);
        }
    }
}
