// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void outcomes_carryTheirStatusAndMessage() {
        assertThat(Health.up().status()).isEqualTo(Status.UP);
        assertThat(Health.up().message()).isEmpty();
        assertThat(Health.degraded("slow")).hasToString("DEGRADED (slow)");
        assertThat(Health.down("gone")).hasToString("DOWN (gone)");
        assertThat(Health.unknown("cannot tell")).hasToString("UNKNOWN (cannot tell)");
        assertThat(Health.of(Status.UP, "fine")).hasToString("UP (fine)");
        assertThat(Health.up()).hasToString("UP").isSameAs(Health.up());
    }

    @Test
    void down_ofAThrowable_carriesItAndItsMessage() {
        var cause = new IllegalStateException("refused");

        Health down = Health.down(cause);

        assertThat(down.cause()).containsSame(cause);
        assertThat(down.message()).contains("IllegalStateException: refused");
        assertThat(Health.down(new Exception(" ")).message()).contains("Exception");
    }

    @Test
    void with_aValue_leavesTheFirstAsItWas() {
        Health plain = Health.degraded("slow");

        Health more = plain.with("freeBytes", 7L).with("path", "/data").with("ok", true);

        assertThat(plain.details()).isEmpty();
        assertThat(more.details())
                .containsExactly(
                        java.util.Map.entry("freeBytes", 7L),
                        java.util.Map.entry("path", "/data"),
                        java.util.Map.entry("ok", true));
        assertThat(more.status()).isEqualTo(Status.DEGRADED);
        assertThat(more.message()).contains("slow");
        assertThatThrownBy(() -> more.details().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void with_aValueThatMayChange_keepsWhatItIsNow() {
        var atomic = new AtomicInteger(1);
        var big = new AtomicLong(Long.MAX_VALUE);
        var adder = new LongAdder();
        adder.add(3);
        var sum = new DoubleAdder();
        sum.add(0.5);
        var list = new ArrayList<>(List.of(4));

        Health health =
                Health.up()
                        .with("atomic", atomic)
                        .with("big", big)
                        .with("adder", adder)
                        .with("sum", sum)
                        .with("list", list)
                        .with("decimal", new BigDecimal("1.50"));
        atomic.set(100);
        adder.add(100);
        sum.add(100);
        list.add(100);

        assertThat(health.details())
                .containsEntry("atomic", 1L)
                .containsEntry("big", Long.MAX_VALUE)
                .containsEntry("adder", 3L)
                .containsEntry("sum", 0.5)
                .containsEntry("list", "[4]")
                .containsEntry("decimal", new BigDecimal("1.50"));
    }

    @Test
    void with_aKeyAgain_replacesItsValue() {
        assertThat(Health.up().with("a", 1).with("a", 2).details())
                .containsExactly(java.util.Map.entry("a", 2));
    }

    @Test
    void with_whatItDoesNotTake_isRefused() {
        Health full = Health.up();
        for (int i = 0; i < Health.MAX_DETAILS; i++) {
            full = full.with("key" + i, i);
        }
        Health health = full;

        assertThat(health.with("key7", 0).details()).hasSize(64);
        assertThatThrownBy(() -> health.with("more", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an outcome carries at most 64 values, but 'more' is one more");
        assertThatThrownBy(() -> Health.up().with(" ", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key must not be empty, but was ' '");
    }
}
