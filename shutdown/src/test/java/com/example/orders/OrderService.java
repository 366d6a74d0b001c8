// SPDX-License-Identifier: Apache-2.0
package com.example.orders;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.InFlight;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
import java.time.Duration;

/** The service whose stuck shutdown the page on the shutdown shows; given its timeout. */
public final class OrderService {
    private OrderService() {}

    @SuppressWarnings("try") // the token is for the report
    public static void main(String[] args) {
        var health = HealthMonitor.builder().build().start();
        var store = new OrderStore();
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(health)
                        .timeout(Duration.parse(args[0]))
                        .on(Phase.INGRESS, "http", () -> {})
                        .on(Phase.CONSUMERS, "orders", () -> {})
                        .on(Phase.CLIENTS, "redis", store::close)
                        .on(Phase.CLIENTS, "mail", () -> {})
                        .on(Phase.LISTENERS, "port", () -> {})
                        .onSignals()
                        .build();
        try (InFlight.Token token = shutdown.inFlight().begin("order 4711")) {
            store.reserve();
        }
    }
}
