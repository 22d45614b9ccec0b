// All topics as a tree of their segments: how often, how fast, and when last.
//
// A node counts its own topic and all below it. When there are as many nodes as are allowed, the
// topics that would need another are counted in a node of their own, at the place where they would
// have gone: so the sums stay right.

import { MAX_TOPIC_NODES } from './limits.js';
import { Rate } from './rate.js';

/** @typedef {import('./reading.js').Entry} Entry */

export class TopicNode {
  /** Of this topic, and of all below it. */
  count = 0;
  /** Of exactly this topic. */
  own = 0;
  /** The newest of them. @type {Entry | undefined} */
  last;
  rate = new Rate();
  /** By segment. @type {Map<string, TopicNode>} */
  children = new Map();
  /** Stands for all topics that have no node. @type {TopicNode | undefined} */
  others;

  /**
   * @param {string} segment '' of the root, and of the one for others
   * @param {TopicNode | undefined} parent
   */
  constructor(segment, parent) {
    this.segment = segment;
    this.parent = parent;
  }

  get isOthers() {
    return this.parent?.others === this;
  }

  /** @returns {string} '' of the root; of the one for others the topic above it */
  get topic() {
    const segments = [];
    for (let node = /** @type {TopicNode} */ (this); node.parent; node = node.parent) {
      if (!node.isOthers) segments.push(node.segment);
    }
    return segments.reverse().join('.');
  }
}

export class TopicTree {
  #max;
  #root = new TopicNode('', undefined);
  #size = 0;
  #version = 0;
  /** Topics that have a node of their own, so that one that comes again is not split. */
  #byTopic = /** @type {Map<string, TopicNode>} */ (new Map());

  /** @param {number} [max] nodes, without the root and those for others */
  constructor(max = MAX_TOPIC_NODES) {
    this.#max = max;
  }

  /** Its count is that of all events. */
  get root() {
    return this.#root;
  }

  /** How many nodes there are, without the root and those for others. */
  get size() {
    return this.#size;
  }

  /** Another number after each new node: the rows have to be made again. */
  get version() {
    return this.#version;
  }

  clear() {
    this.#root = new TopicNode('', undefined);
    this.#size = 0;
    this.#byTopic.clear();
    this.#version++;
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    for (const entry of entries) {
      const leaf = this.#byTopic.get(entry.topic) ?? this.#find(entry.topic);
      leaf.own++;
      for (let node = /** @type {TopicNode | undefined} */ (leaf); node; node = node.parent) {
        node.count++;
        node.last = entry;
        node.rate.add(entry.time);
      }
    }
  }

  /**
   * The node that counts a topic; it is made if there is room for it.
   *
   * @param {string} topic
   */
  #find(topic) {
    let node = this.#root;
    for (const segment of topic.split('.')) {
      let child = node.children.get(segment);
      if (child === undefined) {
        if (this.#size >= this.#max) return this.#othersOf(node);
        child = new TopicNode(segment, node);
        node.children.set(segment, child);
        this.#size++;
        this.#version++;
      }
      node = child;
    }
    this.#byTopic.set(topic, node);
    return node;
  }

  /** @param {TopicNode} node */
  #othersOf(node) {
    if (node.others === undefined) {
      node.others = new TopicNode('', node);
      this.#version++;
    }
    return node.others;
  }
}
