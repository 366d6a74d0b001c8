// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Many clients that each want to write one row under optimistic concurrency, over a network of 10
 * ms give or take 2: the simulation of "Exponential Backoff And Jitter", AWS Architecture Blog.
 */
final class Contention {
    /** How many writes were tried, and when the last client was done. */
    record Result(double calls, double millis) {}

    private record Event(double at, Runnable what) {}

    private static final class Client {
        int attempt;
        Duration delay = Duration.ZERO;
    }

    private final Random random;
    private final Backoff backoff;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at));
    private double now;
    private int version;
    private int calls;
    private double done;

    Contention(Random random, Backoff backoff) {
        this.random = random;
        this.backoff = backoff;
    }

    Result run(int clients) {
        for (int i = 0; i < clients; i++) {
            read(new Client(), 0);
        }
        while (!events.isEmpty()) {
            Event next = events.remove();
            now = next.at();
            next.what().run();
        }
        return new Result(calls, done);
    }

    private void read(Client client, double wait) {
        after(
                wait + network(),
                () -> {
                    int seen = version;
                    after(network(), () -> after(network(), () -> write(client, seen)));
                });
    }

    private void write(Client client, int seen) {
        calls++;
        boolean won = version == seen;
        if (won) {
            version++;
        }
        after(
                network(),
                () -> {
                    if (won) {
                        done = now;
                    } else {
                        client.delay = backoff.delay(++client.attempt, client.delay);
                        read(client, client.delay.toNanos() / 1e6);
                    }
                });
    }

    private double network() {
        return Math.abs(10 + 2 * random.nextGaussian());
    }

    private void after(double millis, Runnable what) {
        events.add(new Event(now + millis, what));
    }
}
