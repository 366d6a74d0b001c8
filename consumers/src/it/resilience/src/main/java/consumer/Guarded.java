// SPDX-License-Identifier: Apache-2.0
package consumer;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.resilience.Backoff;
import dev.mainstay.resilience.Breaker;
import dev.mainstay.resilience.BreakerOpenException;
import dev.mainstay.resilience.Guard;
import dev.mainstay.resilience.Retrier;
import java.io.IOException;
import java.time.Duration;

/** Opens a breaker through a guard, and asks the monitor about it. */
public final class Guarded {
    private Guarded() {}

    public static void main(String[] args) throws Exception {
        Breaker breaker = Breaker.named("extractor").failuresInARow(3).build();
        Retrier retrier =
                Retrier.named("extractor")
                        .attempts(5)
                        .backoff(Backoff.fixed(Duration.ofMillis(1)))
                        .build();
        Guard guard = Guard.of(retrier, breaker);
        try (var health =
                HealthMonitor.builder()
                        .readiness("extractor", breaker.healthCheck())
                        .build()
                        .start()) {
            boolean ready = health.awaitUp(Probe.READINESS, Duration.ofSeconds(20));
            System.out.println("ready: " + ready);
            try {
                guard.call(Guarded::broken);
            } catch (IOException e) {
                System.out.println("failed: " + e.getMessage());
            }
            try {
                guard.call(Guarded::broken);
            } catch (BreakerOpenException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    private static String broken() throws IOException {
        throw new IOException("on purpose");
    }
}
