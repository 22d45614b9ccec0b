import { EventBus } from '../dist/index.js';

const MAX_DELIVERIES = 50;

const byId = (id) => document.getElementById(id);
const bus = new EventBus();

function subscribe() {
  const pattern = byId('pattern').value;
  const priority = byId('priority').valueAsNumber;
  const subscription = bus.subscribe(
    pattern,
    (topic, event) => showDelivery(`${pattern} ← ${topic} ${JSON.stringify(event)}`),
    { priority },
  );
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.textContent = 'Unsubscribe';
  button.addEventListener('click', () => {
    subscription.unsubscribe();
    item.remove();
  });
  item.append(`${pattern} (priority ${priority})`, button);
  // The bus knows the delivery order; the list shows it.
  const next = bus.subscriptions().indexOf(subscription);
  byId('subscriptions').insertBefore(item, byId('subscriptions').children[next] ?? null);
}

function publish() {
  const delivered = bus.publish(byId('topic').value, JSON.parse(byId('event').value));
  if (delivered === 0) showDelivery(`nobody ← ${byId('topic').value}`);
}

function showDelivery(text) {
  const item = document.createElement('li');
  item.textContent = text;
  byId('deliveries').append(item);
  while (byId('deliveries').children.length > MAX_DELIVERIES)
    byId('deliveries').firstChild.remove();
}

for (const action of [subscribe, publish]) {
  const form = byId(action.name);
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    const error = form.querySelector('.error');
    error.textContent = '';
    try {
      action();
    } catch ({ message }) {
      error.textContent = message;
    }
  });
}
