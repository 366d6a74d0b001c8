// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LateAnswerTest {
    /** Jetty's pool, which can have no thread left and no place in its queue. */
    private static final class Threads extends QueuedThreadPool {
        private volatile boolean areAllTaken;

        @Override
        public void execute(Runnable job) {
            if (areAllTaken) {
                throw new RejectedExecutionException("expected by the test");
            }
            super.execute(job);
        }
    }

    private final Threads threads = new Threads();
    private final Server server = new Server(threads);
    private final ServerConnector connector = new ServerConnector(server);
    private final CountDownLatch held = new CountDownLatch(1);
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        assertThat(health.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        context.addServletContainerInitializer((classes, servlets) -> mount(servlets));
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        threads.areAllTaken = false;
        server.stop();
        health.close();
    }

    @Test
    void poll_whenTheContainerHasNoThreadForItsAnswer_isNoSuccess() throws Exception {
        health.gate("own").close("expected by the test");
        var poll = client.sendAsync(poll(), BodyHandlers.ofString());
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();

        threads.areAllTaken = true;
        health.gate("own").open();

        HttpResponse<String> answer = poll.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).as("that of the state, which is UP").isEmpty();
    }

    private void mount(ServletContext context) {
        HealthServlet.of(HealthEndpoints.of(health)).mountOn(context);
        FilterRegistration.Dynamic last =
                context.addFilter(
                        "held",
                        (request, response, chain) -> {
                            chain.doFilter(request, response);
                            if (request.isAsyncStarted()) {
                                held.countDown();
                            }
                        });
        last.setAsyncSupported(true);
        last.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private HttpRequest poll() {
        URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/health/ready");
        return HttpRequest.newBuilder(uri)
                .headers("If-None-Match", "W/\"DOWN\"", "Prefer", "wait=60")
                .build();
    }
}
