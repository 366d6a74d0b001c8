// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.RobustHttpContract;
import io.javalin.Javalin;
import java.net.URI;

class JavalinRobustnessTest extends RobustHttpContract {
    private Javalin javalin;

    @Override
    protected URI start(HealthEndpoints endpoints) {
        javalin =
                Javalin.create(
                        config -> {
                            config.registerPlugin(new MainstayPlugin(endpoints));
                            config.routes.get("/<path>", context -> context.status(404));
                        });
        javalin.start("127.0.0.1", 0);
        return URI.create("http://127.0.0.1:" + javalin.port());
    }

    @Override
    protected void stop() {
        javalin.stop();
    }

    /** Jetty's, to what it does not know; and the routes' own, to escapes that cannot be read. */
    @Override
    protected boolean isTheServersOwn(int status, String request) {
        return status == 501 || status == 505 || (status == 500 && request.contains("%"));
    }
}
