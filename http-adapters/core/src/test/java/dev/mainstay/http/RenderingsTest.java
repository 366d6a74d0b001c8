// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mainstay.health.Health;
import dev.mainstay.health.Probe;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RenderingsTest {
    private final Fixture fixture = new Fixture().started();

    @ParameterizedTest
    @EnumSource
    void answer_whileNothingChanges_isTheSameObject(Details details) {
        HealthEndpoints endpoints = fixture.endpoints(details);

        for (Probe probe : Probe.values()) {
            HealthResponse first = endpoints.answer(probe);
            assertThat(endpoints.answer(probe)).isSameAs(first);
        }
        assertThat(get(endpoints, "/health/ready"))
                .isSameAs(endpoints.answer(Probe.READINESS))
                .isNotSameAs(endpoints.answer(Probe.LIVENESS));
    }

    @ParameterizedTest
    @EnumSource
    void handle_inEachFormat_rendersOncePerReport(Format format) {
        HealthEndpoints endpoints = HealthEndpoints.builder(fixture.monitor).format(format).build();

        assertThat(get(endpoints, "/health/ready"))
                .isSameAs(get(endpoints, "/health/ready"))
                .isSameAs(endpoints.answer(Probe.READINESS))
                .extracting(it -> it.headers().get("Content-Type"))
                .isEqualTo(Form.of(format).contentType());
    }

    @Test
    void answer_afterAChange_isRenderedAnew() {
        HealthEndpoints endpoints = fixture.endpoints(Details.STATUS);
        HealthResponse before = endpoints.answer(Probe.READINESS);
        HealthResponse alive = endpoints.answer(Probe.LIVENESS);

        fixture.redis = Health.down("refused");
        fixture.after(Duration.ofSeconds(12));

        assertThat(body(endpoints.answer(Probe.READINESS))).isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(body(before)).isEqualTo("{\"status\":\"UP\"}");
        assertThat(endpoints.answer(Probe.LIVENESS)).isSameAs(alive);
    }

    @Test
    void answer_whenDetailsMoveOn_followsWithinASecond() {
        HealthEndpoints endpoints = fixture.endpoints(Details.ALWAYS);
        String before = body(endpoints.answer(Probe.READINESS));

        fixture.redis = Health.up().with("role", "replica");
        fixture.after(Duration.ofSeconds(12));

        assertThat(before).contains("\"role\":\"master\"");
        assertThat(body(endpoints.answer(Probe.READINESS))).contains("\"role\":\"replica\"");
    }

    @Test
    void answerAndCopy_whileNothingChanges_allocateNothing() {
        HealthEndpoints endpoints = fixture.endpoints(Details.STATUS);
        byte[] buffer = new byte[256];
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        answerOften(endpoints, buffer);

        long before = threads.getCurrentThreadAllocatedBytes();
        answerOften(endpoints, buffer);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).as("bytes in 100,000 answers").isLessThan(100_000);
    }

    @Test
    void handleAndCopy_whileNothingChanges_allocateNothing() {
        HealthEndpoints endpoints = fixture.endpoints(Details.NAMES);
        HealthRequest request = Fixture.request("GET", "/health/ready", Map.of());
        byte[] buffer = new byte[256];
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        handleOften(endpoints, request, buffer);

        long before = threads.getCurrentThreadAllocatedBytes();
        handleOften(endpoints, request, buffer);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).as("bytes in 100,000 answers").isLessThan(100_000);
    }

    private static void handleOften(
            HealthEndpoints endpoints, HealthRequest request, byte[] buffer) {
        for (int i = 0; i < 100_000; i++) {
            assert endpoints.handle(request).copyTo(buffer) > 0;
        }
    }

    private static void answerOften(HealthEndpoints endpoints, byte[] buffer) {
        for (int i = 0; i < 100_000; i++) {
            assert endpoints.answer(Probe.READINESS).copyTo(buffer) > 0;
        }
    }
}
