// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthHttpContract;
import dev.mainstay.http.KeptConnectionsHttpContract;
import dev.mainstay.http.PagesHttpContract;
import dev.mainstay.http.ShutdownHttpContract;
import dev.mainstay.http.SlowClientsHttpContract;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.TrafficHttpContract;
import dev.mainstay.http.UploadHttpContract;
import dev.mainstay.shutdown.ShutdownCoordinator;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contracts of the adapters, in Javalin's Jetty. */
class JavalinContractTest {
    private Javalin javalin;

    @AfterEach
    void stopJavalin() {
        javalin.stop();
    }

    @Nested
    class Health extends HealthHttpContract {
        @Override
        protected URI start(HealthEndpoints endpoints) {
            return serve(new MainstayPlugin(endpoints));
        }

        @Override
        protected void stop() {}
    }

    @Nested
    class Pages extends PagesHttpContract {
        @Override
        protected URI start(HealthEndpoints endpoints) {
            return serve(new MainstayPlugin(endpoints));
        }

        @Override
        protected void stop() {}
    }

    @Nested
    class SlowClients extends SlowClientsHttpContract {
        @Override
        protected URI start(HealthEndpoints endpoints) {
            return serve(new MainstayPlugin(endpoints));
        }

        @Override
        protected void stop() {}
    }

    @Nested
    class KeptConnections extends KeptConnectionsHttpContract {
        @Override
        protected URI start(HealthEndpoints endpoints) {
            return serve(new MainstayPlugin(endpoints));
        }

        @Override
        protected void stop() {}
    }

    @Nested
    class DrainedTraffic extends TrafficHttpContract {
        @Override
        protected URI start(HealthEndpoints endpoints, Traffic traffic, Application application) {
            return serve(new MainstayPlugin(endpoints, null, traffic), application, "done");
        }

        @Override
        protected void stop() {
            javalin.stop();
        }
    }

    @Nested
    class Shutdown extends ShutdownHttpContract {
        @Override
        protected URI start(
                HealthEndpoints endpoints,
                ShutdownCoordinator shutdown,
                UploadHttpContract.Application application) {
            return serve(new MainstayPlugin(endpoints, shutdown), application, BODY);
        }

        @Override
        protected void stop() {}
    }

    private URI serve(MainstayPlugin plugin) {
        return serve(plugin, () -> {}, "");
    }

    private URI serve(
            MainstayPlugin plugin, UploadHttpContract.Application application, String body) {
        javalin =
                Javalin.create(
                        config -> {
                            config.registerPlugin(plugin);
                            config.routes.get("/app", it -> answer(it, application, body));
                            config.routes.post("/app", it -> answer(it, application, body));
                            config.routes.head("/app", it -> answer(it, application, body));
                            config.routes.get("/empty", it -> it.status(204));
                            config.routes.get("/missing", it -> miss(it, application));
                            config.routes.get("/broken", it -> fail(application));
                            config.routes.get("/<path>", it -> it.status(404));
                        });
        javalin.start("127.0.0.1", 0);
        return URI.create("http://127.0.0.1:" + javalin.port());
    }

    private static void answer(
            Context context, UploadHttpContract.Application application, String body)
            throws IOException {
        application.run();
        if (context.header("X-Fail") != null) {
            throw new IllegalStateException("expected by the test");
        }
        context.res().setContentLength(body.length());
        context.result(body);
    }

    private static void miss(Context context, UploadHttpContract.Application application)
            throws IOException {
        application.run();
        context.res().sendError(404);
    }

    private static void fail(UploadHttpContract.Application application) throws IOException {
        application.run();
        throw new IllegalStateException("expected by the test");
    }
}
