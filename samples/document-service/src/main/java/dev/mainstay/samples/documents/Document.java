// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a document.
 *
 * @param id its id
 * @param status queued, processing, done or failed
 * @param words how many words it has, once done
 * @param reason why it failed, in words for its sender
 */
record Document(String id, String status, @Nullable Long words, @Nullable String reason) {}
