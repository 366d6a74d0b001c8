// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Log;
import dev.mainstay.internal.Text;
import dev.mainstay.resilience.GaveUp.Reason;
import dev.mainstay.resilience.circuit.CircuitCounters;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Micrometer meters of breakers, retriers and supervisors. They read counts that are kept with
 * adders: no event is made for a call.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code mainstay.breaker.calls}</td><td>breaker, outcome</td>
 *     <td>calls and their time, since bound: success, failure</td></tr>
 * <tr><td>{@code mainstay.breaker.uncounted}</td><td>breaker, reason</td>
 *     <td>ends that changed nothing: released, stale</td></tr>
 * <tr><td>{@code mainstay.breaker.refused}</td><td>breaker, reason</td>
 *     <td>refusals: open, half_open, isolated</td></tr>
 * <tr><td>{@code mainstay.breaker.opened}</td><td>breaker</td><td>how often it opened</td></tr>
 * <tr><td>{@code mainstay.breaker.state}</td><td>breaker</td>
 *     <td>0 CLOSED, 1 HALF_OPEN, 2 OPEN, 3 ISOLATED</td></tr>
 * <tr><td>{@code mainstay.retry.retries}</td><td>retry</td><td>attempts after the first</td></tr>
 * <tr><td>{@code mainstay.retry.gave.up}</td><td>retry, reason</td>
 *     <td>calls that failed in the end</td></tr>
 * <tr><td>{@code mainstay.supervisor.connected}</td><td>supervisor</td><td>1 or 0</td></tr>
 * <tr><td>{@code mainstay.supervisor.losses}</td><td>supervisor</td>
 *     <td>sessions that ended, connected or not</td></tr>
 * </table>
 *
 * <p>A name is bound once per registry, and stays with what was bound first: make a breaker once,
 * as one made again under its name has no meters. After 200 names of a kind further ones are left
 * out, with one warning.
 *
 * <pre>{@code
 * ResilienceMetrics.of(breaker).bindTo(registry);
 * }</pre>
 *
 * <p>Thread-safe.
 */
// Micrometer is optional: who uses this class has it, and who does not must not need it.
@SuppressWarnings("exports")
public final class ResilienceMetrics implements MeterBinder {
    private static final Map<String, String> HELP =
            Map.of(
                    "mainstay.breaker.calls", "Calls let through, and their time",
                    "mainstay.breaker.uncounted", "Ends of calls that changed nothing",
                    "mainstay.breaker.refused", "Calls refused",
                    "mainstay.breaker.opened", "How often the breaker opened",
                    "mainstay.breaker.state", "0 CLOSED, 1 HALF_OPEN, 2 OPEN, 3 ISOLATED",
                    "mainstay.retry.retries", "Attempts after the first",
                    "mainstay.retry.gave.up", "Calls that failed in the end",
                    "mainstay.supervisor.losses", "Connections lost",
                    "mainstay.supervisor.connected", "1 while connected, else 0");

    private static final Map<String, State> REFUSING =
            Map.of(
                    "open", State.OPEN,
                    "half_open", State.HALF_OPEN,
                    "isolated", State.FORCED_OPEN);

    static final int MOST_NAMES = 200;

    private static final Log LOG = Log.of(ResilienceMetrics.class);
    private static final Map<MeterRegistry, Map<String, Set<String>>> BOUND = new WeakHashMap<>();

    /** No name, and among the names once somebody was told that there are too many. */
    private static final String FULL = "";

    private final List<Subject> subjects;

    /** Something with a name that has meters. */
    private record Subject(String kind, String name, Consumer<MeterRegistry> bind) {}

    private ResilienceMetrics(List<Subject> subjects) {
        this.subjects = subjects;
    }

    /**
     * Makes the meters of breakers, nine each.
     *
     * @param breakers the breakers
     * @return the binder
     */
    public static ResilienceMetrics of(Breaker... breakers) {
        return of("breaker", breakers, Breaker::name, ResilienceMetrics::bind);
    }

    /**
     * Makes the meters of retriers, ten each.
     *
     * @param retriers the retriers
     * @return the binder
     */
    public static ResilienceMetrics of(Retrier... retriers) {
        return of("retry", retriers, Retrier::name, ResilienceMetrics::bind);
    }

    /**
     * Makes the meters of supervisors, two each.
     *
     * @param supervisors the supervisors
     * @return the binder
     */
    public static ResilienceMetrics of(Supervisor... supervisors) {
        return of("supervisor", supervisors, Supervisor::name, ResilienceMetrics::bind);
    }

    private static <S> ResilienceMetrics of(
            String kind, S[] given, Function<S, String> name, BiConsumer<MeterRegistry, S> bind) {
        return new ResilienceMetrics(
                Arrays.stream(given)
                        .map(s -> new Subject(kind, name.apply(s), r -> bind.accept(r, s)))
                        .toList());
    }

    /**
     * Registers the meters. A name that is bound to the registry already is left as it is.
     *
     * @param registry where to register them
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        requireNonNull(registry, "registry");
        for (Subject subject : subjects) {
            if (claim(registry, subject)) {
                bind(registry, subject);
            }
        }
    }

    /** Registers the meters; where that fails, the name is given back and may be bound again. */
    private static void bind(MeterRegistry registry, Subject subject) {
        boolean bound = false;
        try {
            subject.bind().accept(registry);
            bound = true;
        } finally {
            if (!bound) {
                release(registry, subject);
            }
        }
    }

    private static void release(MeterRegistry registry, Subject subject) {
        synchronized (BOUND) {
            names(registry, subject).remove(subject.name());
        }
    }

    private static boolean claim(MeterRegistry registry, Subject subject) {
        synchronized (BOUND) {
            Set<String> names = names(registry, subject);
            if (names.size() < MOST_NAMES) {
                return names.add(subject.name());
            }
            if (!names.contains(subject.name()) && names.add(FULL)) {
                LOG.warn(
                        "{} names of a {} have meters; '{}' and further ones get none",
                        MOST_NAMES,
                        subject.kind(),
                        subject.name());
            }
            return false;
        }
    }

    private static Set<String> names(MeterRegistry registry, Subject subject) {
        return BOUND.computeIfAbsent(registry, r -> new HashMap<>())
                .computeIfAbsent(subject.kind(), kind -> new HashSet<>());
    }

    private static void bind(MeterRegistry registry, Breaker breaker) {
        CircuitCounters counters = breaker.counters();
        Tags tags = Tags.of("breaker", breaker.name());
        CircuitCounters.Calls bound = counters.bind();
        String calls = "mainstay.breaker.calls";
        timer(registry, calls, tags.and("outcome", "success"), bound.successes);
        timer(registry, calls, tags.and("outcome", "failure"), bound.failures);
        String uncounted = "mainstay.breaker.uncounted";
        counter(registry, uncounted, tags.and("reason", "released"), counters.released);
        counter(registry, uncounted, tags.and("reason", "stale"), counters.stale);
        REFUSING.forEach(
                (reason, state) ->
                        counter(
                                registry,
                                "mainstay.breaker.refused",
                                tags.and("reason", reason),
                                counters.refused(state)));
        counter(registry, "mainstay.breaker.opened", tags, counters.opened);
        gauge(registry, "mainstay.breaker.state", tags, breaker, b -> number(b.state()));
    }

    private static void bind(MeterRegistry registry, Retrier retrier) {
        RetryCall.Counters counters = retrier.counters();
        Tags tags = Tags.of("retry", retrier.name());
        counter(registry, "mainstay.retry.retries", tags, counters.retries);
        for (Reason reason : Reason.values()) {
            Tags why = tags.and("reason", Text.of(reason));
            counter(registry, "mainstay.retry.gave.up", why, counters.gaveUp(reason));
        }
    }

    private static void bind(MeterRegistry registry, Supervisor supervisor) {
        SupervisorState state = supervisor.state();
        Tags tags = Tags.of("supervisor", supervisor.name());
        counter(registry, "mainstay.supervisor.losses", tags, state.losses);
        gauge(registry, "mainstay.supervisor.connected", tags, state, s -> s.isConnected() ? 1 : 0);
    }

    private static int number(BreakerState state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
            case ISOLATED -> 3;
        };
    }

    private static void timer(
            MeterRegistry registry, String name, Tags tags, CircuitCounters.Timed calls) {
        FunctionTimer.builder(
                        name, calls, c -> c.count.sum(), c -> c.nanos.sum(), TimeUnit.NANOSECONDS)
                .description(HELP.get(name))
                .tags(tags)
                .register(registry);
    }

    private static void counter(MeterRegistry registry, String name, Tags tags, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::sum)
                .description(HELP.get(name))
                .tags(tags)
                .register(registry);
    }

    private static <S> void gauge(
            MeterRegistry registry, String name, Tags tags, S state, ToDoubleFunction<S> value) {
        Gauge.builder(name, state, value).description(HELP.get(name)).tags(tags).register(registry);
    }
}
