// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static dev.mainstay.http.Fixture.logged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExclusionTest {
    private final Fixture fixture = new Fixture().started();
    private final HealthEndpoints open = fixture.endpoints(Details.NAMES);

    @Test
    void exclude_theOneThatFails_is200() {
        redisDown();

        assertThat(get(open, "/health/ready?exclude=redis").status()).isEqualTo(200);
        assertThat(get(open, "/health/ready?exclude=search").status()).isEqualTo(503);
        assertThat(get(open, "/health/ready?exclude=search&exclude=redis").status()).isEqualTo(200);
        assertThat(get(open, "/health?exclude=redis").status()).isEqualTo(200);
        assertThat(get(open, "/health/detailed?exclude=redis").status()).isEqualTo(200);
    }

    @Test
    void exclude_withTheKey_showsDetailsAndMarksTheExcluded() {
        redisDown();
        HealthEndpoints keyed = fixture.endpointsWithKey(Details.STATUS);

        HealthResponse response = getWithKey(keyed, "/health/ready?exclude=redis");

        assertThat(response.status()).isEqualTo(200);
        assertThat(body(response)).contains("\"impact\":\"required\",\"excluded\":true");
    }

    /** The rest of the answer is as it would be without it. */
    @Test
    void exclude_atDetailed_keepsTheHistory() {
        redisDown();

        String all = body(get(open, "/health/detailed"));
        String without = body(get(open, "/health/detailed?exclude=redis"));

        assertThat(all).contains("\"history\":[");
        assertThat(without.substring(without.indexOf("\"history\"")))
                .isEqualTo(all.substring(all.indexOf("\"history\"")));
    }

    @Test
    void exclude_aGate_changesNothing() {
        fixture.monitor.gate("draining").close("deploy");

        HealthResponse response = get(open, "/health/ready?exclude=draining");

        assertThat(response.status()).isEqualTo(503);
        assertThat(body(response)).doesNotContain("excluded");
    }

    @Test
    void exclude_everythingOfAClosedMonitor_changesNothing() {
        fixture.monitor.close();

        String target = "/health/ready?exclude=redis&exclude=search&exclude=mainstay-closed";

        assertThat(get(open, target).status()).isEqualTo(503);
    }

    @Test
    void exclude_onLiveness_keepsUnknownPassing() {
        assertThat(get(open, "/health/live?exclude=deadlock").status()).isEqualTo(200);
    }

    @Test
    void exclude_moreThanTheLimit_is400() {
        var query = new StringBuilder("exclude=redis");
        for (int i = 1; i < 64; i++) {
            query.append("&exclude=n").append(i);
        }

        assertThat(get(open, "/health/ready?" + query).status()).isEqualTo(200);
        assertThat(get(open, "/health/ready?" + query + "&exclude=n64").status()).isEqualTo(400);
    }

    @Test
    void exclude_anUnknownName_isWarnedAboutOnce() {
        String log =
                logged(
                        () -> {
                            get(open, "/health/ready?exclude=reddis");
                            get(open, "/health/ready?exclude=reddis");
                            get(open, "/health/ready?exclude=redis");
                        });

        assertThat(log).containsOnlyOnce("'reddis'").doesNotContain("'redis'");
    }

    @Test
    void exclude_unknownNamesWithoutEnd_areLoggedToALimit() {
        String log =
                logged(
                        () -> {
                            get(open, "/health/ready?exclude=a%0aforged");
                            for (int i = 0; i < 1_000; i++) {
                                get(open, "/health/ready?exclude=x" + i);
                            }
                        });

        assertThat(log.lines().filter(line -> line.contains("changes nothing"))).hasSize(100);
        assertThat(log).contains("a malformed name").doesNotContain("forged");
    }

    private void redisDown() {
        fixture.redis = Health.down("refused");
        fixture.after(Duration.ofSeconds(12));
    }
}
