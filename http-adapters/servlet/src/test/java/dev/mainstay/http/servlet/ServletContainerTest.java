// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthHttpContract;
import dev.mainstay.http.KeptConnectionsHttpContract;
import dev.mainstay.http.PagesHttpContract;
import dev.mainstay.http.RobustHttpContract;
import dev.mainstay.http.ShutdownHttpContract;
import dev.mainstay.http.SlowClientsHttpContract;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.TrafficHttpContract;
import dev.mainstay.http.UploadHttpContract;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
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
        protected boolean isTheServersOwn(int status, String request) {
            return container.answersItself(status, request);
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
    class Pages extends PagesHttpContract {
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
    class SlowClients extends SlowClientsHttpContract {
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

        @Override
        protected int notReading() {
            return container.notReading();
        }
    }

    @Nested
    class KeptConnections extends KeptConnectionsHttpContract {
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
    class Mounting extends MountingContract {
        @Override
        Container newContainer() {
            return ServletContainerTest.this.newContainer();
        }
    }

    @Nested
    class BlockingTraffic extends TrafficContract {
        BlockingTraffic() {
            super(false);
        }
    }

    @Nested
    class AsyncTraffic extends TrafficContract {
        AsyncTraffic() {
            super(true);
        }
    }

    @Nested
    class BlockingShutdown extends ShutdownContract {
        BlockingShutdown() {
            super(false);
        }
    }

    @Nested
    class AsyncShutdown extends ShutdownContract {
        AsyncShutdown() {
            super(true);
        }
    }

    abstract class TrafficContract extends TrafficHttpContract {
        private final Container container = newContainer();
        private final boolean async;

        TrafficContract(boolean async) {
            this.async = async;
        }

        @Override
        protected URI start(HealthEndpoints endpoints, Traffic traffic, Application application)
                throws Exception {
            return container.start(
                    (classes, context) -> {
                        TrafficFilter.of(traffic).mountOn(context);
                        HealthServlet.of(endpoints).mountOn(context);
                        AppServlet.mountOn(context, application, "done", async);
                    });
        }

        @Override
        protected void stop() throws Exception {
            container.stop();
        }
    }

    abstract class ShutdownContract extends ShutdownHttpContract {
        private final Container container = newContainer();
        private final boolean async;

        ShutdownContract(boolean async) {
            this.async = async;
        }

        @Override
        protected URI start(
                HealthEndpoints endpoints,
                ShutdownCoordinator shutdown,
                UploadHttpContract.Application application)
                throws Exception {
            Traffic traffic = Traffic.of(shutdown.inFlight());
            URI uri =
                    container.start(
                            (classes, context) -> {
                                // Containers differ in who of two is the first.
                                LateFilter.mountOn(context, "late-before");
                                TrafficFilter.of(traffic).mountOn(context);
                                LateFilter.mountOn(context, "late-after");
                                HealthServlet.of(endpoints).mountOn(context);
                                AppServlet.mountOn(context, application, BODY, async);
                            });
            shutdown.on(Phase.INGRESS, "http", traffic::refuse);
            shutdown.on(Phase.LISTENERS, "container", container::stop);
            return uri;
        }

        @Override
        protected void stop() throws Exception {
            container.stop();
        }

        @Override
        protected boolean closesAfterAnException() {
            return async || container.keepsHeadersOfAnException();
        }
    }
}
