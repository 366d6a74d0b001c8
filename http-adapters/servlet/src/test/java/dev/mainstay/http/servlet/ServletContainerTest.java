// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthHttpContract;
import dev.mainstay.http.RobustHttpContract;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.TrafficHttpContract;
import java.net.URI;
import org.junit.jupiter.api.Nested;

/** The contracts of the adapters, in one container. */
abstract class ServletContainerTest {
    abstract Container newContainer();

    @Nested
    class Health extends HealthHttpContract {
        private final Container container = newContainer();

        @Override
        protected URI start(HealthEndpoints endpoints) throws Exception {
            return container.start(
                    (classes, context) -> HealthServlet.of(endpoints).mountOn(context));
        }

        @Override
        protected void stop() throws Exception {
            container.stop();
        }
    }

    @Nested
    class Robustness extends RobustHttpContract {
        private final Container container = newContainer();

        @Override
        protected boolean isTheServersOwn(int status, String requestLine) {
            return container.answersItself(status, requestLine);
        }

        @Override
        protected URI start(HealthEndpoints endpoints) throws Exception {
            return container.start(
                    (classes, context) -> HealthServlet.of(endpoints).mountOn(context));
        }

        @Override
        protected void stop() throws Exception {
            container.stop();
        }
    }

    @Nested
    class BlockingTraffic extends TrafficHttpContract {
        private final Container container = newContainer();

        @Override
        protected URI start(HealthEndpoints endpoints, Traffic traffic, Application application)
                throws Exception {
            return container.start(
                    (classes, context) -> {
                        TrafficFilter.of(traffic).mountOn(context);
                        HealthServlet.of(endpoints).mountOn(context);
                        AppServlet.mountOn(context, application, false);
                    });
        }

        @Override
        protected void stop() throws Exception {
            container.stop();
        }
    }

    @Nested
    class AsyncTraffic extends TrafficHttpContract {
        private final Container container = newContainer();

        @Override
        protected URI start(HealthEndpoints endpoints, Traffic traffic, Application application)
                throws Exception {
            return container.start(
                    (classes, context) -> {
                        TrafficFilter.of(traffic).mountOn(context);
                        HealthServlet.of(endpoints).mountOn(context);
                        AppServlet.mountOn(context, application, true);
                    });
        }

        @Override
        protected void stop() throws Exception {
            container.stop();
        }
    }
}
