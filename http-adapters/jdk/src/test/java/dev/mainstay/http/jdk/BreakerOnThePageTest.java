// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.TestMonitors;
import dev.mainstay.http.Details;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.resilience.Breaker;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** Neither module knows the other: how a breaker stands is a value of its check. */
class BreakerOnThePageTest {
    private final Breaker breaker = Breaker.named("extractor").failuresInARow(1).build();
    private final HealthMonitor health =
            TestMonitors.onFakeTime(new FakeTime())
                    .readiness("extractor", breaker.healthCheck())
                    .build()
                    .start();

    @Test
    void page_ofAnOpenBreaker_saysSoAmongItsValues() throws Exception {
        assertThatThrownBy(() -> breaker.call(BreakerOnThePageTest::refused))
                .isInstanceOf(ConnectException.class);
        TestMonitors.tick(health);

        assertThat(page()).contains("<h3>extractor</h3>", "<dt>breaker</dt><dd>open</dd>");
    }

    private String page() throws Exception {
        HealthEndpoints endpoints =
                HealthEndpoints.builder(health).details(Details.ALWAYS).statusPage().build();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (JdkHealthServer server = JdkHealthServer.start(endpoints, address)) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/status");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static String refused() throws ConnectException {
        throw new ConnectException("Connection refused");
    }
}
