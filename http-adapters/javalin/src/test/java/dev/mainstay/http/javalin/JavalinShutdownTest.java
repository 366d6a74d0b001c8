// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.ShutdownHttpContract;
import dev.mainstay.http.UploadHttpContract;
import dev.mainstay.shutdown.ShutdownCoordinator;
import io.javalin.Javalin;
import io.javalin.http.NotFoundResponse;
import java.net.URI;

/** The plugin alone drains Javalin and stops it. */
class JavalinShutdownTest extends ShutdownHttpContract {
    private Javalin javalin;

    @Override
    protected URI start(
            HealthEndpoints endpoints,
            ShutdownCoordinator shutdown,
            UploadHttpContract.Application application) {
        javalin =
                Javalin.create(
                                config -> {
                                    config.registerPlugin(new MainstayPlugin(endpoints, shutdown));
                                    config.routes.get(
                                            "/app",
                                            context -> {
                                                application.run();
                                                context.result(BODY);
                                            });
                                    config.routes.head(
                                            "/app",
                                            context -> {
                                                application.run();
                                                context.result(BODY);
                                            });
                                    config.routes.get(
                                            "/missing",
                                            context -> {
                                                application.run();
                                                throw new NotFoundResponse();
                                            });
                                    config.routes.get(
                                            "/broken",
                                            context -> {
                                                application.run();
                                                throw new IllegalStateException(
                                                        "expected by the test");
                                            });
                                })
                        .start("127.0.0.1", 0);
        return URI.create("http://127.0.0.1:" + javalin.port());
    }

    @Override
    protected void stop() {
        javalin.stop();
    }
}
