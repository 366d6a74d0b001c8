// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.Details;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.jdk.JdkHealthServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private JdkHealthServer server;

    @BeforeEach
    void start() throws Exception {
        health.gate("warm-up").open();
        health.awaitUp(Probe.READINESS, Duration.ofSeconds(10));
        var endpoints = HealthEndpoints.builder(health).details(Details.ALWAYS).build();
        server =
                JdkHealthServer.start(
                        endpoints, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() {
        server.close();
        health.close();
    }

    @Test
    void log_showsEachChangeOnce() throws Exception {
        Watch watch = watch(false);

        watch.round();
        watch.round();
        assertThat(shown()).containsOnlyOnce("  200 up\n  + warm-up  ok  (0 s)\n");

        health.gate("warm-up").close("loading");
        watch.round();
        watch.round();
        assertThat(shown()).containsOnlyOnce("  503 down\n  - warm-up  failed: loading  (0 s)\n");

        server.close();
        watch.round();
        assertThat(shown()).contains("no answer: ");
    }

    @Test
    void terminal_isDrawnAnewEachTime() throws Exception {
        Watch watch = watch(true);

        watch.round();
        watch.round();

        assertThat(shown().split("\033\\[H\033\\[2J", -1)).hasSize(3);
    }

    @Test
    void component_isShownWithTheTimeSinceItChanged() {
        var components = new Components();
        components.update("200 up", "[+]redis ok", 0);

        assertThat(components.update("200 up", "[+]redis ok", 7_000_000_000L)).isFalse();
        assertThat(components.show(9_000_000_000L)).isEqualTo("  + redis  ok  (9 s)\n");
        assertThat(components.update("503 down", "[-]redis failed", 9_000_000_000L)).isTrue();
        assertThat(components.show(10_000_000_000L)).isEqualTo("  - redis  failed  (1 s)\n");
    }

    private Watch watch(boolean terminal) throws UsageException {
        String url = "http://127.0.0.1:" + server.port() + "/health/ready";
        HttpGet get = HttpGet.of(new Arguments(new String[] {url}), "verbose");
        return new Watch(get, 1_000, new PrintStream(out, true, UTF_8), terminal);
    }

    private String shown() {
        return out.toString(UTF_8);
    }
}
