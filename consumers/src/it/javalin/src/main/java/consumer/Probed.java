// SPDX-License-Identifier: Apache-2.0
package consumer;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.javalin.MainstayPlugin;
import dev.mainstay.shutdown.ShutdownCoordinator;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A Javalin service with the plugin and nothing else of ours asked for, that asks itself. */
public final class Probed {
    private Probed() {}

    public static void main(String[] args) throws Exception {
        HealthMonitor health =
                HealthMonitor.builder().readiness("self", Health::up).build().start();
        health.awaitUp(Probe.READINESS, Duration.ofSeconds(20));
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(health).endsProcess(false).build();
        HealthEndpoints endpoints = HealthEndpoints.of(health);
        int port =
                Javalin.create(
                                config -> {
                                    config.registerPlugin(new MainstayPlugin(endpoints, shutdown));
                                    config.routes.get("/", context -> context.result("hello"));
                                })
                        .start("127.0.0.1", 0)
                        .port();
        for (String path : new String[] {"/", "/health/ready", "/health/detailed"}) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            var answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(uri).build(),
                                    BodyHandlers.ofString());
            System.out.println(path + " " + answer.statusCode());
        }
        shutdown.requestShutdown("asked enough");
        System.out.println("clean: " + shutdown.await(Duration.ofSeconds(20)).isPresent());
    }
}
