// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mainstay.health.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The breaker against a model so plain that one can see that it is right. */
class BreakerModelTest {
    private static final int STEPS = 4_000;

    private final FakeTime time = new FakeTime();

    static long[] seeds() {
        return new Random(20261122).longs(50).toArray();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void breaker_onAnySequence_doesWhatTheModelDoes(long seed) {
        Random random = new Random(seed);
        BreakerModel model = new BreakerModel(random);
        Breaker breaker = model.breaker(time);
        List<Call> calls = new ArrayList<>();
        StringBuilder did = new StringBuilder();
        for (int step = 0; step < STEPS; step++) {
            String what = step(random, model, breaker, calls);
            did.append(what).append(' ');
            long wait = breaker.retryAfter().map(Duration::toSeconds).orElse(-1L);
            if (breaker.state() != model.state || wait != model.left()) {
                fail(
                        "seed %d, step %d, %s: %s with %d s left, but should be %s with %d s, after"
                                + " %s",
                        seed,
                        step,
                        model,
                        breaker.state(),
                        wait,
                        model.state,
                        model.left(),
                        did.substring(Math.max(0, did.length() - 400)));
            }
        }
        assertThat(breaker.counters().stale.sum()).as("seed %d", seed).isEqualTo(model.stale);
        assertThat(breaker.counters().opened.sum()).as("seed %d", seed).isEqualTo(model.opened);
    }

    private record Call(Permit permit, BreakerModel.Ticket ticket) {}

    private String step(Random random, BreakerModel model, Breaker breaker, List<Call> calls) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            return acquire(model, breaker, calls);
        }
        if (dice < 75 && !calls.isEmpty()) {
            Call call = calls.remove(random.nextInt(calls.size()));
            return settle(random.nextInt(10), call, model);
        }
        if (dice < 98) {
            long seconds = random.nextInt(8) == 0 ? random.nextInt(70) : random.nextInt(4);
            time.advance(Duration.ofSeconds(seconds));
            model.now += seconds;
            return "+" + seconds;
        }
        if (random.nextInt(4) == 0) {
            breaker.isolate();
            model.isolate();
            return "isolate";
        }
        breaker.reset();
        model.reset();
        return "reset";
    }

    private static String acquire(BreakerModel model, Breaker breaker, List<Call> calls) {
        BreakerModel.Ticket ticket = model.acquire();
        try {
            Permit permit = breaker.acquire();
            assertThat(ticket).as("%s should have refused", model).isNotNull();
            calls.add(new Call(permit, ticket));
            return "acquire";
        } catch (BreakerOpenException refused) {
            assertThat(ticket).as("%s should have admitted, but %s", model, refused).isNull();
            return "refused";
        }
    }

    private static String settle(int how, Call call, BreakerModel model) {
        if (how < 4) {
            call.permit().success();
            model.settle(call.ticket(), true);
            return "success";
        }
        if (how < 8) {
            call.permit().failure(how < 6 ? new IOException() : new AssertionError());
            model.settle(call.ticket(), false);
            return "failure";
        }
        if (how == 8) {
            call.permit().failure(new InterruptedException());
        } else {
            call.permit().close();
        }
        model.release(call.ticket());
        call.permit().failure(new IOException("twice"));
        return "release";
    }
}
