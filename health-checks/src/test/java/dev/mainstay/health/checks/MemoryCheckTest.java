// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCheckTest {
    @TempDir Path root;
    private final AtomicLong heapPercent = new AtomicLong(10);

    @Test
    void defaults_areDegradedAt80AndDownAt90InThreeRuns() {
        var check = overHeap(MemoryCheck.builder());

        assertThat(statuses(check, 79, 79, 79)).containsOnly(Status.UP);
        assertThat(statuses(check, 80, 80, 80))
                .containsExactly(Status.UP, Status.UP, Status.DEGRADED);
        assertThat(statuses(check, 90, 90, 90))
                .containsExactly(Status.DEGRADED, Status.DEGRADED, Status.DOWN);
    }

    @Test
    void oneSampleOverTheLimit_flipsNothing() {
        var check = overHeap(MemoryCheck.builder());

        assertThat(statuses(check, 99, 10, 99, 99, 10, 99)).containsOnly(Status.UP);
    }

    @Test
    void message_tellsWhatAndLimit() {
        var check = overHeap(MemoryCheck.builder().samples(1).degradedAtPercent(50));
        heapPercent.set(60);

        assertThat(check.check().message())
                .contains(
                        "heap after collection is at 60.0% of 1000 B in the last 1 runs,"
                                + " limit 50.0%");
    }

    @Test
    void garbage_isNotCounted() {
        System.gc();
        long before = HeapAfterGc.read().orElseThrow().usedBytes();
        long inUseBefore = inUse();
        byte[][] garbage = new byte[8][];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = new byte[1 << 20];
        }

        assertThat(inUse() - inUseBefore).isGreaterThan(6L << 20);
        assertThat(HeapAfterGc.read().orElseThrow().usedBytes() - before).isLessThan(6L << 20);
        assertThat(garbage.length).isEqualTo(8);
    }

    @Test
    void neitherHeapNorContainer_isUnknown() {
        var check = MemoryCheck.builder().root(root).heap(Optional::empty).build();

        assertThat(check.check().status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void realProcess_isMeasured() {
        System.gc();

        assertThat(MemoryCheck.create().check().details())
                .containsKeys("heapAfterGcBytes", "heapMaxBytes", "heapAfterGcPercent");
    }

    private long inUse() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void limits_outsideTheirRange_areRefusedWithTheValue() {
        assertThatThrownBy(() -> MemoryCheck.builder().samples(0))
                .hasMessage("samples must be between 1 and 1000, but was 0");
        assertThatThrownBy(() -> MemoryCheck.builder().downAtPercent(101))
                .hasMessage("downAtPercent must be over 0 and at most 100, but was 101.0");
        assertThatThrownBy(() -> MemoryCheck.builder().degradedAtPercent(95).build())
                .hasMessage("degradedAtPercent must be at most downAtPercent (90.0), but was 95.0");
    }

    private MemoryCheck overHeap(MemoryCheck.Builder builder) {
        return builder.root(root)
                .heap(() -> Optional.of(new HeapAfterGc.Usage(heapPercent.get() * 10, 1_000)))
                .build();
    }

    private List<Status> statuses(MemoryCheck check, int... percents) {
        return java.util.Arrays.stream(percents)
                .mapToObj(
                        percent -> {
                            heapPercent.set(percent);
                            return check.check().status();
                        })
                .toList();
    }
}
