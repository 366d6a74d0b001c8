// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mainstay.health.Health;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeResourceTest {
    private static final List<String> PROBES =
            List.of("/health/live", "/health/ready", "/health/started", "/health");

    private final Fixture fixture = new Fixture().started();

    @ParameterizedTest
    @EnumSource
    void answer_whileNothingChanges_isTheSameObject(Details details) {
        HealthEndpoints endpoints = fixture.endpoints(details);

        for (String probe : PROBES) {
            HealthResponse first = get(endpoints, probe);
            assertThat(get(endpoints, probe)).isSameAs(first);
        }
        assertThat(get(endpoints, "/health/ready")).isNotSameAs(get(endpoints, "/health/live"));
    }

    @ParameterizedTest
    @FieldSource("PROBES")
    void answer_toEachOfThoseWhoMaySeeMoreOrLess_isTheirOwn(String probe) {
        HealthEndpoints endpoints = fixture.endpointsWithKey(Details.STATUS);
        HealthResponse anonymous = get(endpoints, probe);
        HealthResponse keyed = getWithKey(endpoints, probe);

        assertThat(getWithKey(endpoints, probe)).isSameAs(keyed).isNotSameAs(anonymous);
        assertThat(get(endpoints, probe)).isSameAs(anonymous);
    }

    @ParameterizedTest
    @MethodSource("dev.mainstay.http.Dialect#all")
    void handle_inEachDialect_rendersOncePerReport(Dialect dialect) {
        HealthEndpoints endpoints =
                HealthEndpoints.builder(fixture.monitor).format(dialect).build();

        assertThat(get(endpoints, "/health/ready"))
                .isSameAs(get(endpoints, "/health/ready"))
                .extracting(it -> it.headers().get("Content-Type"))
                .isEqualTo(
                        dialect.mediaType().startsWith("text/")
                                ? dialect.mediaType() + "; charset=utf-8"
                                : dialect.mediaType());
    }

    @Test
    void answer_afterAChange_isRenderedAnew() {
        HealthEndpoints endpoints = fixture.endpoints(Details.STATUS);
        HealthResponse before = get(endpoints, "/health/ready");
        HealthResponse alive = get(endpoints, "/health/live");

        fixture.redis = Health.down("refused");
        fixture.after(Duration.ofSeconds(12));

        assertThat(body(get(endpoints, "/health/ready"))).isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(body(before)).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get(endpoints, "/health/live")).isSameAs(alive);
    }

    @Test
    void answer_whenDetailsMoveOn_followsWithinASecond() {
        HealthEndpoints endpoints = fixture.endpoints(Details.ALWAYS);
        String before = body(get(endpoints, "/health/ready"));

        fixture.redis = Health.up().with("role", "replica");
        fixture.after(Duration.ofSeconds(12));

        assertThat(before).contains("\"role\":\"master\"");
        assertThat(body(get(endpoints, "/health/ready"))).contains("\"role\":\"replica\"");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ALWAYS")
    void handleAndWrite_whileNothingChanges_allocateNothing(Details details) throws IOException {
        HealthEndpoints endpoints = fixture.endpoints(details);
        Optional<String> accept = Optional.of("*/*");
        HealthRequest request =
                HealthRequest.builder("GET")
                        .path("/health/ready")
                        .headers(name -> name.equals("Accept") ? accept : Optional.empty())
                        .build();
        var out = new Sink();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        handleOften(endpoints, request, out);

        long before = threads.getCurrentThreadAllocatedBytes();
        handleOften(endpoints, request, out);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).as("bytes in 100,000 answers").isLessThan(100_000);
    }

    private static void handleOften(HealthEndpoints endpoints, HealthRequest request, Sink out)
            throws IOException {
        for (int i = 0; i < 100_000; i++) {
            endpoints.handle(request).writeTo(out);
        }
        assertThat(out.written).isPositive();
    }

    /** A server's stream, which copies what it is given. */
    private static final class Sink extends OutputStream {
        private final byte[] buffer = new byte[256];
        private long written;

        @Override
        public void write(int octet) {
            buffer[0] = (byte) octet;
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            System.arraycopy(bytes, offset, buffer, 0, length);
            written += length;
        }
    }
}
