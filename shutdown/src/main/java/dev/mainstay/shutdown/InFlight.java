// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the work under way, such as requests and jobs, so that a shutdown can wait for it. It goes
 * from open to draining, when work is still taken but every arrival is noted as a late one, and on
 * to refusing, when {@link #tryBegin()} admits nothing more. There is no way back.
 *
 * <p>Beginning and ending are one atomic addition each and, in a try-with-resources, allocate
 * nothing; a name costs a lock and an entry. Nothing but {@link #awaitZero} and {@link #awaitQuiet}
 * blocks.
 *
 * <pre>{@code
 * try (InFlight.Token job = inFlight.begin("job 42")) {
 *     work();
 * }
 * try (InFlight.Token request = inFlight.tryBegin()) {
 *     answer(request.isAdmitted() ? serve() : refusal());
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class InFlight {
    // Bits of the state below the count, so that one addition counts and sees how things stand.
    private static final long DRAINING = 1;
    private static final long REFUSING = 2;
    private static final long AWAITED = 4;
    private static final long ONE = 8;

    private final PaddedLong state = new PaddedLong();
    private final InFlightArrivals late;
    private final ZeroSignal zero = new ZeroSignal();
    private final InFlightItems named;
    // A copy of the bit: reading the state would contend with every addition.
    private volatile boolean refusing;

    InFlight(LongSupplier ticker) {
        this.late = new InFlightArrivals(ticker);
        this.named = new InFlightItems(ticker);
    }

    /**
     * Makes one that is open and has nothing under way. A shutdown coordinator has its own.
     *
     * @return a new count
     */
    public static InFlight create() {
        return new InFlight(System::nanoTime);
    }

    /**
     * Counts a piece of work that happens whatever the state.
     *
     * @return what to close when it has ended
     */
    public Token begin() {
        arrive();
        return new Token(this, null, true);
    }

    /**
     * Counts a piece of work that is worth a name in the report of a shutdown that it held up.
     *
     * @param name what people know it by, such as {@code job 42}
     * @return what to close when it has ended
     */
    public Token begin(String name) {
        requireNonNull(name, "name");
        arrive();
        return new Token(this, named.add(name), true);
    }

    /**
     * Counts a piece of work, unless {@link #refuse()} was called.
     *
     * @return what to close when it has ended, and what says whether it may begin
     */
    public Token tryBegin() {
        return new Token(this, null, admit());
    }

    /**
     * Counts a piece of work with a name, unless {@link #refuse()} was called.
     *
     * @param name what people know it by, such as {@code job 42}
     * @return what to close when it has ended, and what says whether it may begin
     */
    public Token tryBegin(String name) {
        requireNonNull(name, "name");
        boolean admitted = admit();
        return new Token(this, admitted ? named.add(name) : null, admitted);
    }

    /**
     * Notes work that somebody else refuses: a late arrival, refused; nothing before the draining.
     */
    public void turnAway() {
        if (isDraining()) {
            late.noteRefused();
        }
    }

    /**
     * Goes from open to draining: what begins from now on is a {@linkplain #lateArrivals() late
     * arrival}. A second call changes nothing.
     *
     * @return how much was under way in that moment; no late arrival is in it at the first call
     */
    public long drain() {
        late.open();
        return state.getAndUpdate(it -> it | DRAINING) / ONE;
    }

    /** The cut-off: {@link #tryBegin()} admits nothing from now on. Implies {@link #drain()}. */
    public void refuse() {
        late.open();
        state.getAndUpdate(it -> it | DRAINING | REFUSING);
        refusing = true;
    }

    /**
     * {@return whether new work is a late arrival: from {@link #drain()} or {@link #refuse()} on}
     */
    public boolean isDraining() {
        return (state.get() & DRAINING) != 0;
    }

    /** {@return whether all is refused: from {@link #refuse()} on} */
    public boolean isRefusing() {
        return (state.get() & REFUSING) != 0;
    }

    /** {@return how much is under way: what has begun and not ended; 0 or more} */
    public long count() {
        return state.get() / ONE;
    }

    /** {@return how much began, or was refused, since the draining did; 0 or more} */
    public long lateArrivals() {
        return late.count();
    }

    /**
     * Returns how many of the late arrivals were refused.
     *
     * @return arrivals that {@link #tryBegin()} did not admit; 0 or more
     */
    public long refused() {
        return late.refused();
    }

    /**
     * Returns for how long nothing has arrived or ended, but at most since the draining began.
     *
     * @return the time; zero before the draining
     */
    public Duration quietFor() {
        return late.quietFor();
    }

    /**
     * Returns the work under way that has a name; credentials in names are masked.
     *
     * @return an unmodifiable copy, oldest first
     */
    public List<Item> items() {
        return named.items();
    }

    /**
     * Waits until nothing is under way; before the draining too, and on several threads.
     *
     * @param timeout how long to wait at most; zero only looks
     * @return true if nothing was under way when it looked; false if the time passed
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean awaitZero(Duration timeout) throws InterruptedException {
        long nanos = Durations.nanos(Require.notNegative("timeout", timeout));
        state.getAndUpdate(it -> it | AWAITED);
        return zero.await(nanos, () -> count() == 0);
    }

    /**
     * Waits until nothing has arrived or ended for 50 ms, as last answers may be on their way out.
     * Returns at once if nothing did since the draining began, or since such a time was found: a
     * second caller in the same shutdown does not wait again.
     *
     * @param atMost how long to wait at most, whatever arrives
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if the duration is negative
     */
    public void awaitQuiet(Duration atMost) throws InterruptedException {
        awaitQuiet(InFlightArrivals.QUIET, atMost);
    }

    void awaitQuiet(Duration quiet, Duration atMost) throws InterruptedException {
        long nanos = Durations.nanos(Require.notNegative("quiet", quiet));
        late.awaitQuiet(nanos, Durations.nanos(Require.notNegative("atMost", atMost)));
    }

    @Override
    public String toString() {
        String how = isRefusing() ? " (refusing)" : isDraining() ? " (draining)" : "";
        return count() + " in flight" + how;
    }

    private void arrive() {
        if ((state.getAndAdd(ONE) & DRAINING) != 0) {
            late.note();
        }
    }

    private boolean admit() {
        // Looked at first, so that a storm of refused work does not keep the count from zero.
        if (!refusing) {
            long before = state.getAndAdd(ONE);
            if ((before & DRAINING) == 0) {
                return true;
            }
            if ((before & REFUSING) == 0) {
                late.note();
                return true;
            }
            end();
        }
        late.noteRefused();
        return false;
    }

    private void end() {
        late.noteEnd(); // before the count is zero, which others wait for
        long now = state.getAndAdd(-ONE) - ONE;
        if (now < ONE && (now & AWAITED) != 0) {
            zero.signal();
        }
    }

    /**
     * A piece of work under way. Closing it ends it, once, however often it is closed.
     *
     * <p>Thread-safe.
     */
    public static final class Token implements AutoCloseable {
        private final InFlight owner;
        private final InFlightItems.@Nullable Entry item;
        private final boolean admitted;
        private boolean open;

        private Token(InFlight owner, InFlightItems.@Nullable Entry item, boolean admitted) {
            this.owner = owner;
            this.item = item;
            this.admitted = admitted;
            this.open = admitted;
        }

        /**
         * Tells whether the work may be done.
         *
         * @return false if it was refused, and is not counted
         */
        public boolean isAdmitted() {
            return admitted;
        }

        /** Ends the work. A second call does nothing. */
        @Override
        public void close() {
            // A lock, and no atomic: the compiler removes it where the token stays in one method.
            synchronized (this) {
                if (!open) {
                    return;
                }
                open = false;
            }
            if (item != null) {
                owner.named.remove(item);
            }
            owner.end();
        }
    }

    /**
     * A piece of work under way, as a report shows it.
     *
     * @param name its name, as it was given
     * @param age the time since it began
     */
    public record Item(String name, Duration age) {}
}
