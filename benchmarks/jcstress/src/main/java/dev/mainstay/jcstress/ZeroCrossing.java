// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.jcstress;

import dev.mainstay.shutdown.InFlight;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Whoever waits for zero sees it, however the wait and what leads to zero meet. */
public final class ZeroCrossing {
    /** A wait that missed its signal looks again when its time is over, and finds zero late. */
    private static final Duration LOST = Duration.ofSeconds(60);

    private static final Duration LATE = Duration.ofSeconds(20);

    private ZeroCrossing() {}

    private static boolean await(InFlight inFlight) {
        long begin = System.nanoTime();
        try {
            return inFlight.awaitZero(LOST) && System.nanoTime() - begin < LATE.toNanos();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last one ends while somebody begins to wait. */
    @JCStressTest
    @State
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "zero was seen")
    @Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "zero was lost, or seen too late")
    public static class LastEnd {
        private final InFlight inFlight = InFlight.create();
        private final InFlight.Token last = inFlight.begin();

        @Actor
        public void end() {
            last.close();
        }

        @Actor
        public void wait(Z_Result result) {
            result.r1 = await(inFlight);
        }
    }

    /** One comes while the cut-off and the wait begin: admitted or refused, it leaves zero. */
    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "admitted and waited for")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "refused")
    @Outcome(expect = Expect.FORBIDDEN, desc = "zero was lost, or seen too late")
    public static class Arrival {
        private final InFlight inFlight = InFlight.create();

        @Actor
        public void arrive(ZZ_Result result) {
            try (InFlight.Token token = inFlight.tryBegin()) {
                result.r1 = token.isAdmitted();
            }
        }

        @Actor
        public void drain(ZZ_Result result) {
            inFlight.refuse();
            result.r2 = await(inFlight);
        }
    }

    /** Two end, and one of them twice: one end too many or too few would never be zero. */
    @JCStressTest
    @State
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "zero was seen")
    @Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "zero was lost, or seen too late")
    public static class EndTwice {
        private final InFlight inFlight = InFlight.create();
        private final InFlight.Token one = inFlight.begin();
        private final InFlight.Token other = inFlight.begin("other");

        @Actor
        public void end() {
            one.close();
            other.close();
        }

        @Actor
        public void endAgain() {
            other.close();
        }

        @Actor
        public void wait(Z_Result result) {
            result.r1 = await(inFlight) && inFlight.count() == 0;
        }
    }
}
