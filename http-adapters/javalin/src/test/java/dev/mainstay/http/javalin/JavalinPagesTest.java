// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.PagesHttpContract;
import io.javalin.Javalin;
import java.net.URI;

class JavalinPagesTest extends PagesHttpContract {
    private Javalin javalin;

    @Override
    protected URI start(HealthEndpoints endpoints) {
        javalin =
                Javalin.create(config -> config.registerPlugin(new MainstayPlugin(endpoints)))
                        .start("127.0.0.1", 0);
        return URI.create("http://127.0.0.1:" + javalin.port());
    }

    @Override
    protected void stop() {
        javalin.stop();
    }
}
